//! Content that changes by itself on a card that grows old: found, told, and never shown.

use std::fs;
use std::io::ErrorKind;
use std::sync::Arc;

use stairlight::content::{Content, Folders};
use stairlight::health::{ContentState, Contents};
use stairlight::slots::{Home, InUse, Rot, Slots, SlotsError, Taken};

use crate::lossy::{Fault, LossyDisk};
use crate::stage::Stage;

#[test]
fn rot_is_seen_at_the_start_and_the_content_before_is_used() {
    let stage = Stage::having_taken(&["one", "two"]);
    let slots = stage.slots();
    let topic = slots.folders().content.join("topics/work.toml");
    let text = fs::read_to_string(&topic).expect("the topic");
    fs::write(&topic, text.replace("two", "twx")).expect("it rots");
    let start = slots.start().expect("it starts");
    assert_eq!(start.fell_back, Some(Rot::File("topic.work.toml".to_owned())));
    assert!(matches!(start.in_use, InUse::Slot { record, .. } if record.number == 1));
    // It stays so, and is noted once; health says it until something newer comes.
    assert_eq!(slots.start().expect("it starts").fell_back, None);
    let state = || Contents::look(&Home::State(stage.slots()), false).state;
    assert_eq!(state(), ContentState::FellBack);
    slots.go_to_factory().expect("always");
    assert_eq!(state(), ContentState::FellBack);
    slots.go_back().expect("there is one");
    // The stick that brought the rotten one may come again.
    assert!(matches!(stage.take().expect("it is taken"), Taken::InUse { record, .. } if record.number == 2));
    assert_eq!(state(), ContentState::Whole);
    slots.go_back().expect("there is one");
    assert_eq!(state(), ContentState::Whole, "staff know what they do");
    slots.go_back().expect("there is one");
    // When everything is rotten, the factory's is left.
    for slot in fs::read_dir(stage.state().join("contents/slots")).expect("slots").flatten() {
        fs::write(slot.path().join("content/paper.toml"), "rot").expect("it rots");
    }
    let start = slots.start().expect("it starts");
    assert!(start.in_use == InUse::Factory && start.fell_back.is_some());
    Content::load(&slots.folders()).expect("the factory's content is there");
}

/// A card that fails turns a digit and takes no more writes, both at once.
#[test]
fn a_rotten_digit_is_not_shown_even_where_nothing_can_be_written() {
    let stage = Stage::having_taken(&["one", "two"]);
    let number = |home: &Home| {
        let content = home.load().expect("it can be read");
        let service = content.service(content.find_service("nhth").expect("it is there"));
        service.phones[0].number.clone()
    };
    let directory = stage.slots().folders().content.join("services.json");
    let text = fs::read_to_string(&directory).expect("the directory");
    let disk = LossyDisk::new(&stage.state(), Some((0, Fault::Since(ErrorKind::ReadOnlyFilesystem))));
    let slots = |dying: bool| match dying {
        true => Slots::new(Arc::new(disk.clone()), &stage.state(), &Folders::under(&stage.factory())),
        false => stage.slots(),
    };
    assert_eq!(number(&Home::State(stage.slots())), "1-888-373-7888");
    fs::write(&directory, text.replace("1-888-373-7888", "1-888-373-7889")).expect("a digit turns");
    // The kiosk looks by itself, every time it reads: it does not wait for the steward to note anything.
    for dying in [true, false] {
        let kiosk = Home::State(slots(dying));
        assert_eq!(number(&kiosk), "1-888-373-7888");
        assert_eq!(kiosk.settle(), Some(Rot::File("services.json".to_owned())));
    }
    // The steward cannot note it, and counts on what is whole all the same.
    let steward = slots(true);
    assert!(matches!(steward.start(), Err(SlotsError::State { .. })));
    assert!(matches!(steward.in_use(), InUse::Slot { record, .. } if record.number == 1));
    // Where it can be noted, it is, and the held note is no longer needed.
    assert_eq!(slots(false).start().expect("it starts").fell_back, Some(Rot::File("services.json".to_owned())));
    assert_eq!(slots(false).settle(), None);
}

#[test]
fn a_file_that_nobody_signed_is_rot() {
    let stage = Stage::new();
    let slots = stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    fs::write(slots.folders().content.join("topics/zz.toml"), "id = \"zz\"").expect("a stranger");
    assert_eq!(slots.start().expect("it starts").fell_back, Some(Rot::Stranger("content/topics/zz.toml".to_owned())));
}

#[test]
fn a_torn_pointer_is_rebuilt_from_what_is_whole() {
    let stage = Stage::having_taken(&["one", "two"]);
    let slots = stage.slots();
    for torn in ["", "{", "{\"in_use\":{\"active\":1,\"previous\":null,\"floor\":1},\"sha256\":\"\"}"] {
        fs::write(stage.state().join("contents/in-use.json"), torn).expect("it is torn");
        let start = slots.start().expect("it starts");
        assert_eq!(start.fell_back, Some(Rot::Pointer));
        assert!(matches!(start.in_use, InUse::Slot { record, .. } if record.number == 2));
    }
    assert_eq!(stage.floor().number(), Some(2), "the floor is found again, too");
}

/// The settings hold a number that goes onto every paper.
#[test]
fn settings_that_changed_by_themselves_do_not_count() {
    let stage = Stage::new();
    let slots = stage.device();
    stage.publish();
    stage.take().expect("it is taken");
    let own = "county = \"Fresno\"\n\n[helper]\nlabel = \"Room 12\"\nnumber = \"1-800-555-0199\"\n";
    slots.keep_site(own.as_bytes()).expect("they are kept");
    let home = Home::State(stage.slots());
    let helper = || home.load().expect("it can be read").site.helper.clone();
    let state = || Contents::look(&home, false).state;
    assert_eq!(helper().map(|helper| helper.number), Some("1-800-555-0199".to_owned()));
    assert_eq!(state(), ContentState::Whole);
    let file = stage.state().join("contents/site.toml");
    let text = fs::read_to_string(&file).expect("settings");
    fs::write(&file, text.replace("0199", "0198")).expect("a digit turns");
    assert_eq!(helper(), None, "the content's own settings count");
    assert_eq!(state(), ContentState::SettingsBroken);
    // Chosen again, they are good; written by hand, they count as they are.
    slots.keep_site(own.as_bytes()).expect("they are kept");
    assert_eq!((helper().is_some(), state()), (true, ContentState::Whole));
    fs::write(&file, own.replace("0199", "0198")).expect("a technician");
    assert_eq!(helper().map(|helper| helper.number), Some("1-800-555-0198".to_owned()));
}
