//! The services directory (`content/services.json`): a strict subset of Open Referral HSDS 3.0, plus
//! `x_` fields of our own. Holds every fact about a number, and for the services that a young person
//! may be shown, the words to show ([`Helper`]).
//!
//! Numbers are carried as they are printed and are never rebuilt from parts.

use serde::Deserialize;
use serde_json::Value;

/// An index into [`Content::services`](super::Content::services). It says what somebody reads, so
/// it can be compared but not printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ServiceId(pub(crate) usize);

/// The directory file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Directory {
    #[serde(rename = "hsds_version")]
    pub _hsds_version: String,
    #[serde(rename = "about")]
    pub _about: String,
    pub services: Vec<Service>,
}

/// One service. Field names without `x_` are those of HSDS.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    pub id: String,
    pub name: String,
    pub organization: Organization,
    pub description: Option<String>,
    pub status: String,
    pub url: Option<String>,
    pub email: Option<String>,
    pub minimum_age: Option<u8>,
    pub maximum_age: Option<u8>,
    /// The day a person last dialled the number and found it right.
    pub assured_date: Option<String>,
    pub phones: Vec<Phone>,
    pub interpretation_services: Option<String>,
    pub schedules: Vec<Schedule>,
    pub service_areas: Vec<ServiceArea>,
    pub x_scope: String,
    pub x_counties: Vec<String>,
    pub x_audience: Vec<String>,
    pub x_ages: Option<String>,
    pub x_topics: Vec<String>,
    pub x_print_tier: PrintTier,
    pub x_confidence: Confidence,
    pub x_evidence_grade: Option<String>,
    pub x_to_verify: Vec<String>,
    pub x_notes: Option<String>,
    pub x_sources: Vec<Value>,
    pub x_confidentiality: Option<String>,
    pub x_mandated_reporter_caveat: Option<String>,
    pub x_immigration_note: Option<String>,
    pub x_chat: Option<Chat>,
    pub x_languages: Option<Value>,
    /// Whether other languages are served by voice interpreter.
    pub x_interpreter: Option<bool>,
    pub x_reports: Reports,
    /// Where it is, for staff. Kept out unless asked for, because a shelter hides where it is.
    #[serde(default)]
    pub x_addresses: Vec<String>,
    #[serde(rename = "x_youth")]
    pub helper: Option<Helper>,
    /// Place on the small paper; only for those that stand on every one.
    #[serde(rename = "x_slip_order")]
    pub slip_order: Option<u32>,
    /// Place among the text numbers of the small paper.
    #[serde(rename = "x_slip_text")]
    pub slip_text: Option<SlipText>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    pub name: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phone {
    pub id: String,
    /// As printed: `1-888-373-7888`.
    pub number: String,
    #[serde(rename = "type")]
    pub kind: PhoneKind,
    pub extension: Option<u32>,
    pub description: Option<String>,
    /// Languages staffed by people who speak them. Interpreters are not counted here.
    pub languages: Vec<SpokenLanguage>,
    #[serde(default)]
    pub x_e164: Option<String>,
    #[serde(default)]
    pub x_dial: Option<String>,
    /// The word to text, if one is needed.
    #[serde(default)]
    pub x_keyword: Option<String>,
    /// Keypad letters of the number.
    #[serde(default)]
    pub x_letters: Option<String>,
    /// Known, but doubtful: kept for staff, never shown to a visitor.
    #[serde(default)]
    pub x_withheld: bool,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpokenLanguage {
    /// BCP 47.
    pub code: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum PhoneKind {
    Voice,
    Text,
    Textphone,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Schedule {
    pub description: Option<String>,
    pub x_always_open: Option<bool>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceArea {
    pub name: String,
    pub extent_type: String,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chat {
    pub available: bool,
    pub url: Option<String>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SlipText {
    pub order: u32,
}

/// Where a service may be shown.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum PrintTier {
    /// On every small paper.
    Core,
    /// On the screen, never on paper.
    Topic,
    /// At sites in its counties.
    Local,
    StaffOnly,
    DoNotPrint,
}

/// How sure we are of the number.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    DocumentVerified,
    PublicPageVerified,
    /// Never shown to a visitor until a person has confirmed it.
    NeedsVerification,
}

/// Whether the people who answer may have to tell someone.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub enum Reports {
    Must,
    May,
    No,
    Unknown,
}

/// The words for a service on screens and paper, in English; translated by [`Service::key`].
#[derive(Clone, Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub struct Helper {
    /// What it is for in a few neutral words; also stands on the paper.
    pub label: String,
    #[serde(rename = "for")]
    pub purpose: String,
    pub hours: String,
    pub languages: String,
    /// What happens when you call.
    pub call: String,
    /// When they must tell someone.
    pub tell: String,
    /// What to write in a text message, where that is more than the keyword: `{word} + your city and
    /// state`. `{word}` stands for the number's `x_keyword`, which is never translated.
    pub text_word: Option<String>,
}

impl Helper {
    /// Every translatable text: field name and English.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let always = [
            ("label", self.label.as_str()),
            ("for", self.purpose.as_str()),
            ("hours", self.hours.as_str()),
            ("languages", self.languages.as_str()),
            ("call", self.call.as_str()),
            ("tell", self.tell.as_str()),
        ];
        always.into_iter().chain(self.text_word.as_deref().map(|text| ("text-word", text)))
    }
}

impl Service {
    pub fn key(&self, field: &str) -> String {
        format!("service.{}/{field}", self.id)
    }

    pub fn is_core(&self) -> bool {
        self.x_print_tier == PrintTier::Core
    }

    /// True where the service may be shown at a site in this county: those of other counties may not.
    pub fn is_here(&self, county: &str) -> bool {
        self.x_counties.is_empty() || self.x_counties.iter().any(|served| served == county)
    }

    /// True for a service that must never reach a visitor's screen or paper.
    pub fn is_withheld(&self) -> bool {
        self.x_confidence == Confidence::NeedsVerification
            || matches!(self.x_print_tier, PrintTier::StaffOnly | PrintTier::DoNotPrint)
    }

    /// The number to call, as printed.
    pub fn voice(&self) -> Option<&Phone> {
        self.phone(PhoneKind::Voice)
    }

    /// The number to text, as printed.
    pub fn text(&self) -> Option<&Phone> {
        self.phone(PhoneKind::Text)
    }

    fn phone(&self, kind: PhoneKind) -> Option<&Phone> {
        self.phones.iter().find(|phone| phone.kind == kind && !phone.x_withheld)
    }

    /// The number shown first: to call, else to text.
    pub fn number(&self) -> Option<&Phone> {
        self.voice().or_else(|| self.text())
    }

    pub fn has_chat(&self) -> bool {
        self.x_chat.as_ref().is_some_and(|chat| chat.available)
    }

    /// True where a speaker of this language is understood by voice interpreter only, and the source
    /// says that there are interpreters.
    pub fn needs_interpreter(&self, tag: &str) -> bool {
        let spoken = |phone: &Phone| phone.languages.iter().any(|language| language.code == tag);
        self.x_interpreter == Some(true) && self.voice().is_some_and(|phone| !spoken(phone))
    }

    /// What is wrong with the entry by itself, if anything.
    pub fn problem(&self) -> Option<String> {
        if self.helper.is_some() && self.is_withheld() {
            return Some(
                "has words for visitors, but is unverified or withheld: take x_youth out, or confirm the number".into(),
            );
        }
        if (self.slip_order.is_some() || self.slip_text.is_some()) && (self.helper.is_none() || !self.is_core()) {
            return Some("stands on the paper, so it must be of the tier core and have x_youth".into());
        }
        if self.slip_order.is_some() && self.voice().is_none() {
            return Some("stands on the paper among the numbers to call, but has none".into());
        }
        if self.slip_text.is_some() && self.text().is_none() {
            return Some("stands on the paper among the numbers to text, but has none".into());
        }
        if let Some(text_word) = self.helper.as_ref().and_then(|helper| helper.text_word.as_ref()) {
            let keyword = self.text().and_then(|phone| phone.x_keyword.as_ref());
            if keyword.is_none() || !text_word.contains("{word}") {
                return Some(
                    "has text_word, so its number to text needs x_keyword, and text_word must hold {word}".into(),
                );
            }
            if self.slip_text.is_some() {
                return Some("stands on the paper with one word to text: take text_word out".into());
            }
        }
        let bad = self
            .phones
            .iter()
            .find(|p| p.number.is_empty() || !p.number.bytes().all(|b| b.is_ascii_digit() || b == b'-'));
        bad.map(|phone| format!("number \"{}\": only digits and - are printed", phone.number))
    }
}
