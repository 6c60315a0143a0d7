//! What the small paper tells: nothing of what was read, neither by its dots nor by its time.

#[path = "../rig/printer.rs"]
mod rig;

use std::time::Duration;

use stairlight::content::TopicId;
use stairlight::kiosk::desk::Desk;
use stairlight::kiosk::tour::Tray;
use stairlight::slip::{Bitmap, Width};
use stairlight::visit::{Action, Event, PrinterState};

use crate::stage::content;
use rig::Rig;

/// The paper of somebody who has read this topic.
fn paper_after(topic: TopicId, tag: &str) -> Bitmap {
    let content = content();
    let mut now = Duration::ZERO;
    let mut desk = Desk::new(content.clone(), Tray::default(), Width::default(), PrinterState::Ready, now);
    let language = content.find_language(tag).expect("a language");
    let mut actions = vec![Action::ChooseLanguage(language), Action::OpenTopic(topic)];
    actions.extend(content.topic(topic).sections().first().map(|kind| Action::OpenSection(*kind)));
    actions.extend([Action::Next, Action::Back, Action::GoHome, Action::OpenPaper, Action::Print]);
    for action in actions {
        now += Duration::from_secs(1);
        desk.handle(Event::Chosen(action), now);
    }
    desk.printer().papers.pop().expect("it printed")
}

/// I-8 and I-14: in one language every topic gives the same dots, and they take the same time.
#[test]
fn i_8_and_i_14_every_topic_prints_the_same_in_the_same_time() {
    for tag in ["en", "es"] {
        let mut first: Option<(Bitmap, Duration)> = None;
        for topic in &content().topics {
            let topic = topic.id.as_str();
            let paper = paper_after(content().find_topic(topic).expect("it is one"), tag);
            let mut rig = Rig::of("paper-58");
            assert!(rig.settle());
            let begun = rig.now();
            rig.print(1, &paper);
            rig.finish(1);
            let took = rig.now() - begun;
            match &first {
                None => first = Some((paper, took)),
                Some((dots, time)) => assert!(*dots == paper && *time == took, "topic {topic} in {tag}: {took:?}"),
            }
        }
    }
}
