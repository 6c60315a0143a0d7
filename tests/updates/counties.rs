//! A county's own entries: added to the content, and unable to touch anything else.

use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use stairlight::content::{Content, Folders};
use stairlight::trust::keys::{self, KeyRing};
use stairlight::trust::local::{self, LocalError, Packet};
use stairlight::trust::publish::PublishError;

use crate::stage::{Stage, fixture, today};

/// A directory with one local service, changed as the test wants it.
fn entries(change: impl FnOnce(&mut Value)) -> Vec<u8> {
    let text = fs::read_to_string(fixture().join("content/services.json")).expect("the directory");
    let mut directory: Value = serde_json::from_str(&text).expect("json");
    let services = directory["services"].as_array_mut().expect("services");
    let mut service = services.iter().find(|service| service["id"] == "988").expect("it is there").clone();
    service["id"] = json!("fresno-youth-room");
    service["x_print_tier"] = json!("local");
    service["x_counties"] = json!(["Fresno"]);
    service["x_slip_order"] = Value::Null;
    service["x_slip_text"] = Value::Null;
    change(&mut service);
    *services = vec![service];
    serde_json::to_vec(&directory).expect("json")
}

struct County {
    stage: Stage,
}

impl County {
    fn new() -> Self {
        let stage = Stage::new();
        keys::new_county("Fresno", &stage.dir.path().join("fresno")).expect("a key");
        Self { stage }
    }

    fn keys(&self) -> PathBuf {
        self.stage.dir.path().join("fresno")
    }

    /// Signs entries and returns the packet and its key's name.
    fn packet(&self, file: &[u8]) -> (Packet, String) {
        let out = self.stage.dir.path().join("packet");
        let id = local::sign(file, &self.keys(), &out, today()).expect("it can be signed");
        (Packet::read(&out).expect("a packet"), id)
    }
}

#[test]
fn a_countys_entries_come_with_the_agencys_content() {
    let county = County::new();
    let stage = &county.stage;
    let (packet, id) = county.packet(&entries(|_| {}));
    let error = stage
        .publish_with(&[stage.keys()], std::slice::from_ref(&packet), &[])
        .expect_err("nobody has compared the key");
    assert!(matches!(&error, PublishError::Local(LocalError::UnknownKey { .. })));
    assert!(error.to_string().contains(&format!("--county-key {id}")), "{error}");
    stage.publish_with(&[stage.keys()], &[packet], &[id]).expect("it is compared");
    stage.device();
    let offer = stage.offer().expect("good");
    assert_eq!(offer.counties, ["fresno"]);
    stage.take().expect("it is taken");
    let content = Content::load(&stage.slots().folders()).expect("it can be read");
    assert!(content.find_service("fresno-youth-room").is_ok());
    // The agency goes on without a packet, and the county's entries stay.
    stage.next("two");
    stage.take().expect("it is taken");
    assert!(Content::load(&stage.slots().folders()).expect("it can be read").find_service("fresno-youth-room").is_ok());
    // A newer packet by the same key needs no telephone.
    let (packet, _) = county.packet(&entries(|service| service["name"] = json!("The youth room")));
    assert_eq!(stage.publish_with(&[stage.keys()], &[packet], &[]).expect("the key is known").number, 3);
    stage.take().expect("it is taken");
}

#[test]
fn a_county_cannot_touch_core_numbers() {
    let content = Content::load(&Folders::under(&fixture())).expect("the content");
    type Change = fn(&mut Value);
    let cases: [(&str, Change); 5] = [
        ("of the tier local", |service| service["x_print_tier"] = json!("core")),
        ("this id is taken", |service| service["id"] = json!("nhth")),
        ("names this county and no other", |service| service["x_counties"] = json!(["Fresno", "Kern"])),
        ("names this county and no other", |service| service["x_counties"] = json!([])),
        ("stands on the paper", |service| service["x_slip_order"] = json!(1)),
    ];
    for (said, change) in cases {
        let text = String::from_utf8(entries(change)).expect("text");
        let error = content.local_services("fresno", "fresno.json".as_ref(), &text).err().expect(said).to_string();
        assert!(error.contains(said), "{error}");
        // What got past the county and the agency is stopped by the device's own check of the whole.
        let county = County::new();
        let stage = &county.stage;
        let (packet, id) = county.packet(text.as_bytes());
        stage.publish_with(&[stage.keys()], &[packet], &[id]).expect("publishing does not read it");
        stage.device();
        let refusal = stage.refusal();
        assert!(refusal.contains("has a mistake") && refusal.contains("fresno.json"), "{refusal}");
    }
}

#[test]
fn a_packet_that_was_changed_on_its_way_is_not_taken() {
    let county = County::new();
    county.packet(&entries(|_| {}));
    let out = county.stage.dir.path().join("packet");
    let file = out.join("county.fresno.json");
    let text = fs::read_to_string(&file).expect("the file").replace("988", "989");
    fs::write(&file, text).expect("the file");
    let error = Packet::read(&out).expect_err("it is seen");
    assert!(error.to_string().contains("its file has changed since"), "{error}");
}

#[test]
fn a_county_that_signs_anything_else_is_refused() {
    use stairlight::trust::keys::Key;
    use stairlight::trust::metadata::sign;
    use tough::TargetName;
    let county = County::new();
    let stage = &county.stage;
    let (mut packet, id) = county.packet(&entries(|_| {}));
    let key = Key::read(&county.keys().join("county-fresno.key")).expect("its key");
    // A catalogue beside its own file, properly signed by the county.
    let own = packet.role.signed.targets.values().next().expect("its file").clone();
    packet.role.signed.targets.insert(TargetName::new("locale.es.po").expect("a name"), own);
    packet.role = sign(packet.role.signed, &[&key]);
    stage.publish_with(&[stage.keys()], &[packet], &[id]).expect("the agency does not look");
    stage.device();
    let refusal = stage.refusal();
    assert!(refusal.contains("which is not theirs to sign") || refusal.contains("locale.es.po"), "{refusal}");
}

#[test]
fn a_county_and_the_agency_do_not_write_the_same_file() {
    let county = County::new();
    let stage = &county.stage;
    let (packet, id) = county.packet(&entries(|_| {}));
    let folder = stage.content().join("content/counties");
    fs::create_dir_all(&folder).expect("a folder");
    fs::write(folder.join("fresno.json"), entries(|_| {})).expect("a file");
    let error = stage.publish_with(&[stage.keys()], &[packet], &[id]).expect_err("one of them");
    assert!(error.to_string().contains("fresno has entries in the content and in a packet"), "{error}");
    assert!(KeyRing::read(&[stage.keys()]).is_ok());
}
