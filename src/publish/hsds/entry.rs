//! One service of a package as an entry of our directory: what is taken, and what is left behind.

use serde::Serialize;
use serde_json::Value;

use super::number;
use super::{Addresses, Fate, Line};

/// An entry as it is written. The fields and their order are those of `services.json`; the loader reads
/// it back before it is handed out, so that the two cannot part.
#[derive(Serialize)]
pub struct Entry {
    pub id: String,
    name: String,
    organization: Organization,
    description: Option<String>,
    status: &'static str,
    url: Option<String>,
    email: Option<String>,
    minimum_age: Option<u8>,
    maximum_age: Option<u8>,
    /// Always empty: a person dials the number here, whatever the source says.
    assured_date: Option<String>,
    pub phones: Vec<Phone>,
    interpretation_services: Option<String>,
    schedules: Vec<Schedule>,
    service_areas: Vec<Area>,
    x_scope: &'static str,
    x_counties: Vec<String>,
    x_audience: Vec<String>,
    x_ages: Option<String>,
    x_topics: Vec<String>,
    x_print_tier: &'static str,
    x_confidence: &'static str,
    x_evidence_grade: Option<String>,
    x_to_verify: Vec<String>,
    x_notes: Option<String>,
    x_sources: Vec<Value>,
    x_confidentiality: Option<String>,
    x_mandated_reporter_caveat: Option<String>,
    x_immigration_note: Option<String>,
    x_chat: Option<Value>,
    x_languages: Option<Value>,
    x_interpreter: Option<bool>,
    x_reports: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    x_addresses: Vec<String>,
    x_youth: Option<Value>,
    x_slip_order: Option<u32>,
    x_slip_text: Option<Value>,
}

#[derive(Serialize)]
struct Organization {
    name: String,
}

#[derive(Serialize)]
pub struct Phone {
    id: String,
    number: String,
    #[serde(rename = "type")]
    kind: &'static str,
    extension: Option<u32>,
    description: Option<String>,
    languages: Vec<Language>,
    x_e164: Option<String>,
    x_dial: Option<String>,
    x_keyword: Option<String>,
    x_letters: Option<String>,
}

#[derive(Serialize, Clone, PartialEq)]
struct Language {
    code: String,
}

#[derive(Serialize)]
struct Schedule {
    description: Option<String>,
    x_always_open: Option<bool>,
}

#[derive(Serialize)]
struct Area {
    name: String,
    extent_type: String,
}

/// What is told about one service.
pub struct Told {
    service: String,
    pub lines: Vec<Line>,
}

impl Told {
    pub fn new(service: &Value) -> Self {
        let name = text(service, "name").or_else(|| text(service, "id"));
        Self { service: name.unwrap_or_else(|| "(a service without a name)".to_owned()), lines: Vec::new() }
    }

    pub fn taken(&mut self, what: String) {
        self.add(Fate::Taken, what);
    }

    pub fn withheld(&mut self, what: impl Into<String>) {
        self.add(Fate::Withheld, what.into());
    }

    pub fn refused(&mut self, what: String) {
        self.add(Fate::Refused, what);
    }

    fn add(&mut self, fate: Fate, what: String) {
        self.lines.push(Line { service: self.service.clone(), fate, what });
    }
}

/// Makes an entry of a service.
///
/// # Errors
/// Why the service as a whole is refused.
pub fn take(service: &Value, source: &str, addresses: Addresses, told: &mut Told) -> Result<Entry, String> {
    let id = text(service, "id").ok_or("it has no id")?;
    if !id.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.')) {
        return Err(format!("the id \"{id}\" has signs other than letters, digits, - and _"));
    }
    let name = text(service, "name").ok_or("it has no name")?;
    let status = text(service, "status").unwrap_or_else(|| "active".to_owned());
    if status != "active" {
        return Err(format!("its status is \"{status}\""));
    }
    let url = text(service, "url").filter(|url| url.starts_with("http://") || url.starts_with("https://"));
    let phones = phones(service, &id, told);
    if phones.is_empty() && url.is_none() {
        return Err("it has no number that can be dialled, and no web page".to_owned());
    }
    let areas: Vec<Area> = list(service, "service_areas").iter().filter_map(area).collect();
    let counties: Vec<String> = areas.iter().filter_map(|area| county(&area.name)).collect();
    let places = places(service);
    if addresses == Addresses::Withhold && !places.is_empty() {
        told.withheld(format!("{} addresses (--with-addresses keeps them)", places.len()));
    }
    let people = list(service, "contacts").len()
        + list(service, "service_at_locations").iter().map(|at| list(at, "contacts").len()).sum::<usize>();
    if people > 0 {
        told.withheld(format!("{people} persons with their names and numbers"));
    }
    let description = text(service, "description").filter(|text| {
        let hidden = addresses == Addresses::Withhold && holds_address(text);
        if hidden {
            told.withheld("the description, which holds an address");
        }
        !hidden
    });
    Ok(Entry {
        organization: Organization { name: text(&service["organization"], "name").unwrap_or_else(|| name.clone()) },
        name,
        description,
        status: "active",
        url,
        email: text(service, "email"),
        minimum_age: age(service, "minimum_age"),
        maximum_age: age(service, "maximum_age"),
        assured_date: None,
        interpretation_services: text(service, "interpretation_services"),
        schedules: list(service, "schedules").iter().filter_map(schedule).collect(),
        service_areas: areas,
        x_scope: if counties.is_empty() { "california" } else { "county" },
        x_audience: Vec::new(),
        x_ages: None,
        x_topics: Vec::new(),
        x_print_tier: if counties.is_empty() { "topic" } else { "local" },
        x_counties: counties,
        x_confidence: "needs-verification",
        x_evidence_grade: None,
        x_to_verify: to_verify(&phones),
        x_notes: notes(service),
        x_sources: vec![
            serde_json::json!({ "title": format!("Open Referral HSDS package {source}"), "url": null, "kind": "directory-listing" }),
        ],
        x_confidentiality: None,
        x_mandated_reporter_caveat: None,
        x_immigration_note: None,
        x_chat: None,
        x_languages: None,
        x_interpreter: None,
        x_reports: "unknown",
        x_addresses: if addresses == Addresses::Keep { places } else { Vec::new() },
        x_youth: None,
        x_slip_order: None,
        x_slip_text: None,
        phones,
        id,
    })
}

/// The service's own numbers and those of its places; the organization's where there are no others.
fn phones(service: &Value, id: &str, told: &mut Told) -> Vec<Phone> {
    let mut given: Vec<&Value> = list(service, "phones").iter().collect();
    for place in list(service, "service_at_locations") {
        given.extend(list(place, "phones"));
        given.extend(list(&place["location"], "phones"));
    }
    if given.is_empty() {
        given.extend(list(&service["organization"], "phones"));
    }
    let spoken = languages(service);
    let mut phones: Vec<Phone> = Vec::new();
    for phone in given {
        let kind = match text(phone, "type").map(|kind| kind.to_lowercase()).as_deref() {
            None | Some("voice" | "cell" | "phone" | "toll-free" | "hotline" | "main") => "voice",
            Some("text" | "sms") => "text",
            Some("textphone" | "tty" | "tdd") => "textphone",
            Some(other) => {
                told.withheld(format!("a number of the type \"{other}\""));
                continue;
            }
        };
        let number = match number::read(&text(phone, "number").unwrap_or_default()) {
            Ok(number) if kind != "text" && number.short().is_some_and(|digits| digits.len() > 3) => {
                told.refused(format!("the number {}: only texts go to such short numbers", number.printed));
                continue;
            }
            Ok(number) => number,
            Err(why) => {
                told.refused(format!("the number {why}"));
                continue;
            }
        };
        if phones.iter().any(|there| there.number == number.printed && there.kind == kind) {
            continue;
        }
        let own = languages(phone);
        phones.push(Phone {
            id: format!("{id}-{kind}-{}", phones.iter().filter(|there| there.kind == kind).count() + 1),
            kind,
            extension: number.extension.or_else(|| count(phone, "extension")),
            description: text(phone, "description"),
            languages: if own.is_empty() { spoken.clone() } else { own },
            x_e164: number.e164(),
            x_dial: number.short(),
            x_keyword: None,
            x_letters: None,
            number: number.printed,
        });
    }
    phones
}

fn languages(of: &Value) -> Vec<Language> {
    let code = |language: &Value| text(language, "code");
    let good = |code: &String| code.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') && code.len() <= 12;
    let mut codes: Vec<Language> = Vec::new();
    for code in list(of, "languages").iter().filter_map(code).filter(good).map(|code| Language { code }) {
        if !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

fn schedule(given: &Value) -> Option<Schedule> {
    let hours = match (text(given, "opens_at"), text(given, "closes_at")) {
        (Some(opens), Some(closes)) => Some(format!("{opens} to {closes}")),
        _ => None,
    };
    let composed = || {
        let parts: Vec<String> = [text(given, "byday"), hours].into_iter().flatten().collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    let description = text(given, "description").or_else(composed)?;
    let always = description.contains("24/7") || description.to_lowercase().contains("24 hours a day");
    Some(Schedule { description: Some(description), x_always_open: always.then_some(true) })
}

fn area(given: &Value) -> Option<Area> {
    let name = text(given, "name").or_else(|| text(given, "extent"))?;
    Some(Area { extent_type: text(given, "extent_type").unwrap_or_else(|| "other".to_owned()), name })
}

/// "Los Angeles" of "Los Angeles County".
fn county(area: &str) -> Option<String> {
    let name = area.strip_suffix(" County").or_else(|| area.strip_prefix("County of "))?;
    (!name.is_empty() && name.len() < 30).then(|| name.to_owned())
}

fn places(service: &Value) -> Vec<String> {
    let mut places = Vec::new();
    for at in list(service, "service_at_locations") {
        for address in list(&at["location"], "addresses") {
            let parts: Vec<String> = ["address_1", "address_2", "city", "state_province", "postal_code"]
                .iter()
                .filter_map(|field| text(address, field))
                .collect();
            if !parts.is_empty() && !places.contains(&parts.join(", ")) {
                places.push(parts.join(", "));
            }
        }
    }
    places
}

/// True for a text with something like "12 Main St." or a post office box in it.
fn holds_address(text: &str) -> bool {
    const STREETS: [&str; 22] = [
        "street",
        "st",
        "avenue",
        "ave",
        "road",
        "rd",
        "boulevard",
        "blvd",
        "drive",
        "dr",
        "lane",
        "ln",
        "way",
        "court",
        "ct",
        "highway",
        "hwy",
        "place",
        "pl",
        "parkway",
        "pkwy",
        "suite",
    ];
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    let street = words
        .iter()
        .enumerate()
        .filter(|(_, word)| number(word))
        .any(|(at, _)| words[at + 1..].iter().take(4).any(|word| STREETS.contains(word)));
    street || lower.contains("p.o. box") || lower.contains("po box")
}

/// What a person must do before the entry may be shown.
fn to_verify(phones: &[Phone]) -> Vec<String> {
    let mut tasks = Vec::new();
    if !phones.is_empty() {
        tasks.push("Dial each number and listen who answers".to_owned());
    }
    tasks.push("Ask what they must report, and to whom".to_owned());
    tasks.push("Write the words for visitors (x_youth) and choose the print tier".to_owned());
    tasks
}

/// What the source says that has no field here.
fn notes(service: &Value) -> Option<String> {
    let said = |field: &str, lead: &str| text(service, field).map(|text| format!("{lead}: {text}"));
    let notes: Vec<String> = [
        said("assured_date", "The source says it was last checked on"),
        said("alert", "Alert of the source"),
        said("eligibility_description", "For whom"),
        said("fees_description", "Cost"),
    ]
    .into_iter()
    .flatten()
    .filter(|note| !holds_address(note))
    .collect();
    (!notes.is_empty()).then(|| notes.join(". "))
}

/// A field's text, if it has any. Tables give every field as text; JSON gives numbers too.
fn text(of: &Value, field: &str) -> Option<String> {
    match of.get(field)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn count(of: &Value, field: &str) -> Option<u32> {
    text(of, field)?.parse().ok()
}

fn age(of: &Value, field: &str) -> Option<u8> {
    let years: f64 = text(of, field)?.parse().ok()?;
    // The cast is exact: the range is checked and the fraction cut on purpose.
    (0.0..=120.0).contains(&years).then_some(years as u8)
}

fn list<'a>(of: &'a Value, field: &str) -> &'a [Value] {
    of.get(field).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_running_text_are_seen() {
        for text in ["Come to 12 Main St.", "At 1450 East Olive Avenue, Fresno", "Write to P.O. Box 12"] {
            assert!(holds_address(text), "{text}");
        }
        for text in ["Open 24 hours", "For ages 12 to 17", "A way to get help", "Call 211"] {
            assert!(!holds_address(text), "{text}");
        }
    }

    #[test]
    fn counties_are_known_by_their_names() {
        assert_eq!(county("Los Angeles County").as_deref(), Some("Los Angeles"));
        assert_eq!(county("County of Kern").as_deref(), Some("Kern"));
        assert_eq!(county("California"), None);
    }
}
