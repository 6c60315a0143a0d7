//! Anything may happen in any order: what the supervisor never does, and that it always recovers.
//!
//! `Watch` keeps its own books from the signs alone; it shares no code with what it watches.

use proptest::prelude::*;
use stairlight_panel::supervisor::{Carried, Sign, State, Supervisor};
use stairlight_panel::time::{Millis, Span};

const TICK: u64 = 500;
const SECOND: u64 = 1_000;
const MINUTE: u64 = 60 * SECOND;
const HOUR: u64 = 60 * MINUTE;

#[derive(Debug, Clone)]
enum Op {
    Hear(SomeSign),
    /// Beats, once a second.
    Live(u64),
    /// Silence.
    Pass(u64),
    StartAgain,
}

#[derive(Debug, Clone)]
enum SomeSign {
    Hello,
    Beat,
    HoldOff(u64),
    Resume,
    Agreed,
    StaffStop,
}

fn op() -> impl Strategy<Value = Op> {
    let sign = prop_oneof![
        Just(SomeSign::Hello),
        Just(SomeSign::Beat),
        (0..5_000_u64).prop_map(SomeSign::HoldOff),
        Just(SomeSign::Resume),
        Just(SomeSign::Agreed),
        Just(SomeSign::StaffStop),
    ];
    prop_oneof![
        3 => sign.prop_map(Op::Hear),
        2 => (1..900_u64).prop_map(Op::Live),
        2 => (TICK..5 * MINUTE).prop_map(Op::Pass),
        1 => (TICK..3 * HOUR).prop_map(Op::Pass),
        1 => Just(Op::StartAgain),
    ]
}

/// The supervisor, watched.
struct Watch {
    supervisor: Supervisor,
    now: u64,
    last_beat: Option<u64>,
    /// Until when the last hold-off that was heard with power on asks for.
    held_until: u64,
    /// When the hold-offs since the last beat began.
    held_since: Option<u64>,
    cut_starts: Vec<u64>,
    cutting: bool,
    /// Since when the Pi has been asked, or staff's stop has been heard.
    may_cut_since: Option<u64>,
}

impl Watch {
    fn begin() -> Self {
        Self {
            supervisor: Supervisor::new(Carried::default(), Millis(0)),
            now: 0,
            last_beat: None,
            held_until: 0,
            held_since: None,
            cut_starts: Vec::new(),
            cutting: false,
            may_cut_since: None,
        }
    }

    fn hear(&mut self, sign: Sign) {
        if !self.cutting {
            match sign {
                Sign::Beat => {
                    self.last_beat = Some(self.now);
                    self.held_since = None;
                }
                Sign::HoldOff(span) => {
                    let since = *self.held_since.get_or_insert(self.now);
                    let asked = self.now + span.as_millis().min(30 * MINUTE);
                    self.held_until = asked.min(since + 2 * HOUR);
                }
                Sign::Resume | Sign::StaffStop => {
                    self.held_until = 0;
                    self.held_since = None;
                }
                Sign::Hello | Sign::Agreed => {}
            }
        }
        self.supervisor.heard(sign, Millis(self.now));
        self.check();
    }

    fn pass(&mut self, millis: u64) {
        let end = self.now + millis;
        while self.now < end {
            self.now += TICK;
            let _ = self.supervisor.tick(Millis(self.now));
            self.check();
        }
    }

    fn live(&mut self, seconds: u64) {
        for _ in 0..seconds {
            self.hear(Sign::Beat);
            self.pass(SECOND);
        }
    }

    fn check(&mut self) {
        let now = self.now;
        let state = self.supervisor.state();
        let cuts = self.supervisor.cuts_power();
        if cuts && !self.cutting {
            let silent = self.last_beat.map_or(u64::MAX, |beat| now - beat);
            assert!(silent >= 20 * SECOND, "cut {silent} ms after a beat");
            assert!(now >= self.held_until, "cut while an update runs");
            let since = self.may_cut_since.expect("cut without asking and not stopped by staff");
            assert!(now - since >= 30 * SECOND, "cut {} ms after asking", now - since);
            self.cut_starts.push(now);
            let recent = self.cut_starts.iter().filter(|cut| now - **cut < HOUR).count();
            assert!(recent <= 3, "{recent} cuts within an hour");
            // A Pi without power promises nothing.
            self.held_until = 0;
            self.held_since = None;
        }
        if let (true, Some(start)) = (cuts, self.cut_starts.last()) {
            assert!(now - start <= 5 * SECOND + TICK, "the power stays off");
        }
        if let (false, true, Some(start)) = (cuts, self.cutting, self.cut_starts.last()) {
            assert!(now - start >= 5 * SECOND, "the power was off for {} ms", now - start);
        }
        assert!(!(cuts && self.supervisor.presses_ask(Millis(now))), "asks a Pi without power");
        self.cutting = cuts;
        self.may_cut_since = match state {
            State::Asking | State::Stopping | State::Stopped => self.may_cut_since.or(Some(now)),
            _ => None,
        };
    }

    fn run(&mut self, ops: &[Op]) {
        for op in ops {
            match op {
                Op::Hear(sign) => self.hear(match sign {
                    SomeSign::Hello => Sign::Hello,
                    SomeSign::Beat => Sign::Beat,
                    SomeSign::HoldOff(seconds) => Sign::HoldOff(Span::seconds(*seconds)),
                    SomeSign::Resume => Sign::Resume,
                    SomeSign::Agreed => Sign::Agreed,
                    SomeSign::StaffStop => Sign::StaffStop,
                }),
                Op::Live(seconds) => self.live(*seconds),
                Op::Pass(millis) => self.pass(*millis),
                Op::StartAgain => {
                    let _ = self.supervisor.start_again(Millis(self.now));
                    self.check();
                }
            }
        }
    }
}

proptest! {
    /// All the "never"s, in `Watch::check`, after every tick and sign.
    #[test]
    fn never_what_must_not_be(ops in prop::collection::vec(op(), 1..40)) {
        Watch::begin().run(&ops);
    }

    /// From wherever it stands, a Pi that beats is running within three minutes, unless it says
    /// itself that it updates: then when it says that the update is over.
    #[test]
    fn beats_always_lead_back(ops in prop::collection::vec(op(), 1..25)) {
        let mut watch = Watch::begin();
        watch.run(&ops);
        watch.live(10);
        watch.hear(Sign::Resume);
        watch.live(180);
        prop_assert_eq!(watch.supervisor.state(), State::Running);
    }

    /// From wherever it stands, silence ends with the power on and a call for help, or where staff
    /// stopped the Pi: never in a loop of cuts, never with the power off.
    #[test]
    fn silence_ends_in_a_stated_condition(ops in prop::collection::vec(op(), 1..25)) {
        let mut watch = Watch::begin();
        watch.run(&ops);
        let stated = |state| matches!(state, State::GaveUp | State::Stopped);
        let mut minutes = 0;
        while !stated(watch.supervisor.state()) {
            watch.pass(MINUTE);
            minutes += 1;
            prop_assert!(minutes <= 90, "still {:?} after {} minutes", watch.supervisor.state(), minutes);
        }
    }
}

/// A week of nothing at all: four tries a day after the first three.
#[test]
fn a_week_without_a_pi() {
    let mut watch = Watch::begin();
    watch.pass(7 * 24 * HOUR);
    let cuts = watch.cut_starts.len();
    assert!((3 + 24..=3 + 28).contains(&cuts), "{cuts} cuts in a week");
}
