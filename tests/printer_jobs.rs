//! Jobs that go well, with every built-in profile.

#[path = "rig/printer.rs"]
mod rig;

use std::time::Duration;

use rig::{Rig, profile, shows, slip};
use stairlight::printer::paper::{Fault, Model};
use stairlight::printer::profile::{Barrier, Dialect};
use stairlight::printer::{Condition, FaultKind, JobId, JobState, Profiles};

#[test]
fn a_slip_comes_out_as_drawn_with_every_profile() {
    for profile in Profiles::built_in().iter() {
        let name = profile.name.as_str();
        let mut rig = Rig::of(name);
        assert!(rig.settle(), "{name}: never ready, {:?}", rig.engine.condition());
        let picture = slip(profile.dots, 600, 3);
        rig.print(1, &picture);
        let end = rig.finish(1);
        let tells = profile.status != Dialect::None && profile.barrier != Barrier::None;
        let expected = if tells { JobState::Confirmed } else { JobState::Unknown };
        assert_eq!(end, Some(expected), "{name}: {:?} {:?} {:?}", rig.states(1), rig.conditions(), rig.summary());
        rig.run(Duration::from_secs(2));
        let mut printer = rig.printer();
        printer.tear();
        let pieces = printer.take_pieces();
        let inked: Vec<_> =
            pieces.iter().filter_map(|piece| piece.bitmap()).filter(|piece| piece.ink_bounds().is_some()).collect();
        assert_eq!(inked.len(), 1, "{name}");
        assert!(shows(&inked[0], &picture), "{name}");
    }
}

#[test]
fn two_slips_are_two_pieces() {
    let mut rig = Rig::of("paper-58");
    assert!(rig.settle());
    let (first, second) = (slip(384, 300, 4), slip(384, 260, 5));
    rig.print(1, &first);
    rig.print(2, &second);
    assert_eq!(rig.finish(2), Some(JobState::Confirmed));
    assert_eq!(rig.states(1), [JobState::Queued, JobState::Sent, JobState::Confirmed]);
    let pieces = rig.printer().take_pieces();
    let pieces: Vec<_> = pieces.iter().filter_map(|piece| piece.bitmap()).collect();
    assert!(pieces.len() == 2 && shows(&pieces[0], &first) && shows(&pieces[1], &second));
}

#[test]
fn only_what_is_not_begun_can_be_cancelled() {
    let mut rig = Rig::of("paper-58");
    assert!(rig.settle());
    rig.print(1, &slip(384, 300, 4));
    rig.print(2, &slip(384, 300, 5));
    rig.run(Duration::from_millis(20));
    assert!(!rig.engine.cancel(JobId(1)));
    assert!(rig.engine.cancel(JobId(2)));
    assert_eq!(rig.finish(1), Some(JobState::Confirmed));
    assert_eq!(rig.state(2), Some(JobState::Cancelled));
}

#[test]
fn a_slip_that_is_too_wide_is_refused() {
    let mut rig = Rig::of("paper-58");
    rig.print(1, &slip(576, 300, 4));
    assert_eq!(rig.finish(1), Some(JobState::Failed(FaultKind::TooWide)));
    assert_eq!(rig.printer().strip().dots(), 0);
}

#[test]
fn a_printer_without_paper_is_known_before_anything_is_sent() {
    let mut rig = Rig::of("paper-58");
    rig.inject(Fault::PaperOut);
    rig.run(Duration::from_secs(1));
    assert_eq!(rig.engine.condition(), Condition::PaperOut);
    rig.print(1, &slip(384, 300, 4));
    assert_eq!(rig.finish(1), Some(JobState::Failed(FaultKind::PaperOut)));
    rig.repair(Fault::PaperOut);
    assert!(rig.settle());
    assert_eq!((rig.printer().strip().dots(), rig.engine.condition()), (0, Condition::Ready));
}

#[test]
fn profiles_are_sound() {
    assert!(Profiles::built_in().iter().count() >= 10);
    assert_eq!(profile("epson-tm-t88").dots, 512);
}

/// The mouth of a presenter printer after a confirmed slip, some seconds later.
fn presented(rig: &mut Rig) {
    assert!(rig.settle());
    rig.print(1, &slip(576, 300, 4));
    assert_eq!(rig.finish(1), Some(JobState::Confirmed));
    assert!(rig.printer().strip().ticket());
}

#[test]
fn a_slip_that_nobody_takes_is_taken_back() {
    let mut rig = Rig::of("custom-vkp80");
    presented(&mut rig);
    rig.run(Duration::from_secs(18));
    assert!(rig.printer().strip().ticket());
    rig.run(Duration::from_secs(4));
    let printer = rig.printer();
    assert_eq!((printer.strip().ticket(), printer.strip().retracted()), (false, 1));
}

#[test]
fn a_slip_that_was_taken_is_not_taken_back() {
    let mut rig = Rig::of("custom-vkp80");
    presented(&mut rig);
    rig.printer().take_slip();
    rig.run(Duration::from_secs(60));
    assert_eq!(rig.printer().strip().retracted(), 0);
}

#[test]
fn the_next_slip_does_not_come_out_over_one_that_nobody_took() {
    let mut rig = Rig::of("custom-vkp80");
    presented(&mut rig);
    rig.print(2, &slip(576, 300, 5));
    assert_eq!(rig.finish(2), Some(JobState::Confirmed));
    assert_eq!(rig.printer().strip().retracted(), 1);
}

#[test]
fn an_untaken_slip_is_taken_back_though_the_printer_is_in_trouble_meanwhile() {
    let mut rig = Rig::of("custom-vkp80");
    presented(&mut rig);
    rig.inject(Fault::CoverOpen);
    rig.run(Duration::from_secs(30));
    rig.repair(Fault::CoverOpen);
    rig.run(Duration::from_secs(30));
    assert_eq!(rig.printer().strip().retracted(), 1);
}

#[test]
fn the_end_of_the_roll_coming_near_is_said_and_slips_still_come() {
    for name in ["paper-58", "custom-vkp80"] {
        let mut rig = Rig::of(name);
        rig.printer().set_near_end(true);
        assert!(rig.settle());
        assert_eq!(rig.engine.condition(), Condition::NearEnd, "{name}");
        rig.print(1, &slip(384, 300, 4));
        assert_eq!(rig.finish(1), Some(JobState::Confirmed), "{name}");
        rig.printer().set_near_end(false);
        rig.run(Duration::from_secs(3));
        assert_eq!(rig.conditions(), [Condition::NearEnd, Condition::Ready], "{name}");
    }
}

#[test]
fn a_roll_that_ends_in_the_middle_of_a_slip_fails_it() {
    let profile = profile("paper-58");
    let mut model = Model::of(&profile);
    model.paper_mm = Some(120);
    let mut rig = Rig::new(profile, model);
    assert!(rig.settle());
    rig.print(1, &slip(384, 600, 4));
    assert_eq!(rig.finish(1), Some(JobState::Confirmed));
    rig.print(2, &slip(384, 600, 5));
    assert_eq!(rig.finish(2), Some(JobState::Failed(FaultKind::PaperOut)));
    let dots = rig.printer().strip().dots();
    rig.run(Duration::from_secs(5));
    rig.repair(Fault::PaperOut);
    assert!(rig.settle());
    rig.run(Duration::from_secs(5));
    assert_eq!(rig.printer().strip().dots(), dots);
}

#[test]
fn a_fault_fails_everything_that_waits() {
    let mut rig = Rig::of("paper-58");
    assert!(rig.settle());
    (1..=4).for_each(|id| rig.print(id, &slip(384, 400, 4)));
    rig.run(Duration::from_millis(100));
    rig.inject(Fault::CoverOpen);
    rig.run(Duration::from_secs(1));
    assert!((1..=4).all(|id| rig.state(id) == Some(JobState::Failed(FaultKind::Cover))));
    let dots = rig.printer().strip().dots();
    rig.repair(Fault::CoverOpen);
    rig.run(Duration::from_secs(20));
    assert_eq!((rig.printer().strip().dots(), rig.engine.condition()), (dots, Condition::Ready));
}

#[test]
fn a_job_that_comes_before_the_printer_is_known_waits_for_it() {
    let mut rig = Rig::of("paper-58");
    rig.print(1, &slip(384, 300, 4));
    assert_eq!(rig.finish(1), Some(JobState::Confirmed));
}

#[test]
fn a_stuck_cutter_that_was_freed_is_noticed() {
    for name in ["paper-58", "xprinter-80", "custom-vkp80"] {
        let mut rig = Rig::of(name);
        assert!(rig.settle());
        rig.inject(Fault::CutterStuck);
        rig.run(Duration::from_secs(60));
        assert_eq!(rig.engine.condition(), Condition::CutterStuck, "{name}");
        rig.repair(Fault::CutterStuck);
        assert!(rig.settle(), "{name}");
    }
}

#[test]
fn lost_and_foreign_answers_do_not_keep_a_job_for_ever() {
    for name in ["paper-58", "xprinter-58", "csn-a2", "pyramid-phoenix", "custom-vkp80"] {
        for lasts in [1, 5, 20, 60, 200, 900] {
            let mut rig = Rig::of(name);
            assert!(rig.settle());
            let dots = rig.printer().model().dots;
            rig.print(1, &slip(dots, 500, 4));
            rig.run(Duration::from_millis(120));
            rig.inject(Fault::GarbageStatus);
            rig.run(Duration::from_millis(lasts));
            rig.repair(Fault::GarbageStatus);
            let end = rig.finish(1);
            assert!(end.is_some_and(rig::is_end), "{name}: {lasts} ms, {:?}", rig.states(1));
        }
    }
}

#[test]
fn what_is_left_of_a_failed_slip_is_not_handed_out() {
    let mut rig = Rig::of("custom-vkp80");
    assert!(rig.settle());
    rig.print(1, &slip(576, 600, 4));
    rig.run(Duration::from_millis(200));
    rig.inject(Fault::CoverOpen);
    assert_eq!(rig.finish(1), Some(JobState::Failed(FaultKind::Cover)));
    rig.repair(Fault::CoverOpen);
    assert!(rig.settle());
    rig.run(Duration::from_secs(2));
    let printer = rig.printer();
    assert!(!printer.strip().ticket() && printer.strip().pieces().len() == 1);
}
