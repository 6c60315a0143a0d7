//! Services from an Open Referral package: what is taken, and what is not.

use std::collections::HashSet;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use stairlight::content::{Content, Folders};
use stairlight::publish::hsds::{Addresses, Fate, HsdsError, Import, import};

use crate::fixture::Fixture;

/// A service as an API gives it, with everything that must not slip through.
fn service() -> Value {
    json!({
        "id": "b1c2", "name": "Harbor Youth Center", "status": "active",
        "description": "A drop-in place for teens.",
        "url": "https://harbor.example", "email": "info@harbor.example",
        "minimum_age": 12, "maximum_age": 21.0, "assured_date": "2024-05-01", "assurer_email": "ann@harbor.example",
        "interpretation_services": "By phone",
        "organization": { "id": "o1", "name": "Harbor Inc." },
        "phones": [
            { "id": "p1", "number": "(415) 555-0199 x12", "type": "voice", "languages": [{ "code": "en" }, { "code": "es" }] },
            { "id": "p2", "number": "415-555-0144", "type": "fax" },
            { "id": "p3", "number": "1-800-RUNAWAY", "type": "voice" },
            { "id": "p4", "number": "741741", "type": "sms" }
        ],
        "schedules": [{ "id": "s1", "byday": "MO,TU", "opens_at": "10:00", "closes_at": "18:00" }],
        "service_areas": [{ "id": "a1", "name": "Kern County", "extent_type": "county" }],
        "contacts": [{ "id": "c1", "name": "Ann Persona" }],
        "service_at_locations": [{ "id": "l1", "location": { "id": "x", "addresses": [
            { "id": "d", "address_1": "1 Hidden Street", "city": "Bakersfield", "state_province": "CA", "postal_code": "93301" }
        ] } }]
    })
}

fn run(package: &Value, addresses: Addresses) -> Result<Import, HsdsError> {
    let place = tempfile::tempdir().expect("a place for files");
    let path = place.path().join("package.json");
    fs::write(&path, package.to_string()).expect("it can be written");
    import(&path, &HashSet::from(["nhth".to_owned()]), addresses)
}

fn told(import: &Import, fate: Fate) -> Vec<String> {
    import.report.iter().filter(|line| line.fate == fate).map(|line| line.what.clone()).collect()
}

#[test]
fn a_service_comes_in_unverified_and_without_its_address() {
    let done = run(&service(), Addresses::Withhold).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(done.taken, 1);
    let directory: Value = serde_json::from_str(&done.directory).expect("it is JSON");
    let entry = &directory["services"][0];
    for (field, wanted) in [
        ("id", json!("b1c2")),
        ("assured_date", Value::Null),
        ("x_print_tier", json!("local")),
        ("x_counties", json!(["Kern"])),
        ("x_confidence", json!("needs-verification")),
        ("x_reports", json!("unknown")),
        ("x_youth", Value::Null),
        ("x_slip_order", Value::Null),
        ("minimum_age", json!(12)),
        ("maximum_age", json!(21)),
    ] {
        assert_eq!(entry[field], wanted, "{field}");
    }
    let numbers: Vec<&str> =
        entry["phones"].as_array().expect("phones").iter().filter_map(|p| p["number"].as_str()).collect();
    assert_eq!(numbers, ["1-415-555-0199", "741741"]);
    assert_eq!(entry["phones"][0]["extension"], json!(12));
    assert_eq!(entry["phones"][0]["x_e164"], json!("+14155550199"));
    assert_eq!(entry["phones"][1]["type"], json!("text"));
    assert_eq!(entry["schedules"][0]["description"], json!("MO,TU 10:00 to 18:00"));
    assert!(entry["x_notes"].as_str().is_some_and(|notes| notes.contains("2024-05-01")));
    for hidden in ["Hidden", "93301", "Ann", "assurer", "555-0144"] {
        assert!(!done.directory.contains(hidden), "{hidden} was taken over");
    }
    let (withheld, refused) = (told(&done, Fate::Withheld).join("\n"), told(&done, Fate::Refused).join("\n"));
    for part in ["1 addresses", "1 persons", "\"fax\""] {
        assert!(withheld.contains(part), "{withheld}");
    }
    assert!(refused.contains("1-800-RUNAWAY"), "{refused}");
}

#[test]
fn addresses_are_kept_when_asked_for_and_never_shown() {
    let done = run(&service(), Addresses::Keep).unwrap_or_else(|error| panic!("{error}"));
    assert!(done.directory.contains("1 Hidden Street, Bakersfield, CA, 93301"));
    assert!(told(&done, Fate::Withheld).iter().all(|what| !what.contains("address")));
    // The loader takes the entry among ours, and shows it to nobody.
    let fixture = Fixture::with(&[]);
    fixture.change("content/services.json", |json| {
        let mut ours: Value = serde_json::from_str(json).expect("it is JSON");
        let theirs: Value = serde_json::from_str(&done.directory).expect("it is JSON");
        let entry = theirs["services"][0].clone();
        ours["services"].as_array_mut().expect("a list").push(entry);
        serde_json::to_string_pretty(&ours).expect("JSON")
    });
    let content = Content::load(&fixture.folders()).unwrap_or_else(|error| panic!("{error}"));
    let id = content.find_service("b1c2").expect("it is there");
    assert!(content.service(id).is_withheld() && content.helper(id).is_none());
    assert!(!content.general_helpers().contains(&id));
}

#[test]
fn what_cannot_be_taken_is_refused_with_the_reason() {
    let with = |changes: Value| {
        let mut service = service();
        for (field, value) in changes.as_object().expect("fields") {
            service[field] = value.clone();
        }
        service
    };
    for (package, why) in [
        (with(json!({ "id": null })), "no id"),
        (with(json!({ "id": "a/b" })), "signs"),
        (with(json!({ "id": "nhth" })), "already"),
        (with(json!({ "name": " " })), "no name"),
        (with(json!({ "status": "defunct" })), "defunct"),
        (with(json!({ "phones": [], "url": null })), "no number"),
        (with(json!({ "phones": [{ "number": "555-0199" }], "url": "javascript:x" })), "no number"),
    ] {
        let done = run(&package, Addresses::Withhold).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(done.taken, 0, "{why}");
        assert!(told(&done, Fate::Refused).iter().any(|what| what.contains(why)), "{why}: {:?}", done.report);
    }
    let twice = run(&json!({ "contents": [service(), service()] }), Addresses::Withhold).expect("it is read");
    assert_eq!(
        (twice.taken, told(&twice, Fate::Refused).len()),
        (1, 3),
        "the number with letters twice, and the second"
    );
    let hidden = with(json!({ "description": "Ring at 12 Main St." }));
    let done = run(&hidden, Addresses::Withhold).expect("it is read");
    assert!(
        !done.directory.contains("Main St") && told(&done, Fate::Withheld).iter().any(|w| w.contains("description"))
    );
}

/// The same service as tables.
const TABLES: [(&str, &str); 10] = [
    (
        "services.csv",
        "id,organization_id,name,description,url,email,status,interpretation_services,minimum_age,maximum_age,assured_date,assurer_email\nb1c2,o1,Harbor Youth Center,A drop-in place for teens.,https://harbor.example,info@harbor.example,active,By phone,12,21,2024-05-01,ann@harbor.example\n",
    ),
    ("organizations.csv", "id,name\no1,Harbor Inc.\n"),
    (
        "phones.csv",
        "\u{feff}id,service_id,location_id,organization_id,contact_id,number,extension,type\np1,b1c2,,,,(415) 555-0199,12,voice\np2,b1c2,,,,415-555-0144,,fax\np3,b1c2,,,,1-800-RUNAWAY,,voice\np4,b1c2,,,,741741,,sms\np5,,,,c1,415-555-0177,,voice\n",
    ),
    ("languages.csv", "id,phone_id,service_id,code\ng1,p1,,en\ng2,p1,,es\n"),
    ("schedules.csv", "id,service_id,byday,opens_at,closes_at\ns1,b1c2,\"MO,TU\",10:00,18:00\n"),
    ("service_areas.csv", "id,service_id,name,extent_type\na1,b1c2,Kern County,county\n"),
    ("contacts.csv", "id,service_id,name\nc1,b1c2,Ann Persona\n"),
    ("service_at_locations.csv", "id,service_id,location_id\nl1,b1c2,x\n"),
    ("locations.csv", "id,name\nx,Somewhere\n"),
    (
        "addresses.csv",
        "id,location_id,address_1,city,state_province,postal_code\nd,x,1 Hidden Street,Bakersfield,CA,93301\n",
    ),
];

fn tables(change: impl Fn(&str, &str) -> String) -> (tempfile::TempDir, Result<Import, HsdsError>) {
    let place = tempfile::tempdir().expect("a place for files");
    for (name, text) in TABLES {
        fs::write(place.path().join(name), change(name, text)).expect("it can be written");
    }
    let done = import(place.path(), &HashSet::new(), Addresses::Keep);
    (place, done)
}

#[test]
fn tables_say_the_same_as_json() {
    let (_place, tabular) = tables(|_, text| text.to_owned());
    let (tabular, nested) =
        (tabular.unwrap_or_else(|error| panic!("{error}")), run(&service(), Addresses::Keep).expect("it is read"));
    let services = |import: &Import| {
        let mut directory: Value = serde_json::from_str(&import.directory).expect("it is JSON");
        directory["services"][0]["x_sources"].take();
        directory["services"].take()
    };
    assert_eq!(services(&tabular), services(&nested));
    assert!(!tabular.directory.contains("555-0177"), "a person's number stays where it is");
}

#[test]
fn broken_packages_are_refused_with_file_and_line() {
    let (_place, ragged) =
        tables(|name, text| if name == "phones.csv" { format!("{text}p9,b1c2\n") } else { text.to_owned() });
    let said = ragged.err().expect("a row is too short").to_string();
    assert!(said.contains("phones.csv") && said.contains("line 7"), "{said}");
    let place = tempfile::tempdir().expect("a place for files");
    let empty = import(place.path(), &HashSet::new(), Addresses::Keep).err().expect("nothing is in it").to_string();
    assert!(empty.contains("services.csv"), "{empty}");
    for (text, part) in [("{\n\"id\": ", "line 2"), ("\"text\"", "holds no services")] {
        let path = place.path().join("package.json");
        fs::write(&path, text).expect("it can be written");
        let said = import(&path, &HashSet::new(), Addresses::Keep).err().expect("it is refused").to_string();
        assert!(said.contains(part), "{said}");
    }
    let nowhere =
        import(Path::new("/nowhere/at/all.json"), &HashSet::new(), Addresses::Keep).err().expect("it is not there");
    assert!(nowhere.to_string().contains("/nowhere/at/all.json"));
}

#[test]
fn our_own_directory_is_a_package_too() {
    let here = Folders::under(Path::new(env!("CARGO_MANIFEST_DIR")));
    let file = here.content.join("services.json");
    let done = import(&file, &HashSet::new(), Addresses::Withhold).unwrap_or_else(|error| panic!("{error}"));
    assert!(done.taken > 90, "{}", done.taken);
    let known = Content::load(&here).expect("it is read");
    let theirs: Value = serde_json::from_str(&done.directory).expect("it is JSON");
    for service in theirs["services"].as_array().expect("services") {
        let ours = known.service(known.find_service(service["id"].as_str().expect("an id")).expect("the same"));
        for phone in service["phones"].as_array().expect("phones") {
            let number = phone["number"].as_str().expect("a number");
            assert!(ours.phones.iter().any(|phone| phone.number == number), "{}: {number}", ours.id);
        }
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig { cases: 200, failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_json_is_read_or_refused(
        field in "(id|name|status|phones|organization|service_areas|service_at_locations|contents|services|schedules|url)",
        value in "(null|1|-1e9|\"x\"|\\[\\]|\\{\\}|\\[null\\]|\\[1\\]|\\[\\{\\}\\]|\\[\\{\"number\": 5\\}\\]|\\[\\[\\[\\]\\]\\])",
    ) {
        let mut service = service();
        service[field.as_str()] = serde_json::from_str(&value).expect("a value");
        let _ = run(&service, Addresses::Withhold);
    }
}
