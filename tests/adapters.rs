//! The window as a person finds it: by the labels that are read out. A touch or a key there reaches
//! the visit as the right event.

mod stage;

use std::cell::RefCell;
use std::rc::Rc;

use i_slint_backend_testing::{AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions};
use slint::platform::PointerEventButton;
use slint::{ComponentHandle, SharedString};
use stage::Play;
use stairlight::kiosk::screen::{Input, Screen, register_fonts};
use stairlight::visit::{Action, Event, Key};

/// A window with a visit behind it.
struct Window {
    screen: Screen,
    play: Rc<RefCell<Play>>,
    inputs: Rc<RefCell<Vec<Input>>>,
}

impl Window {
    fn open() -> Self {
        let options =
            TestingBackendOptions { mock_time: true, threading: false, renderer_name: Some("software".into()) };
        // A second window on the same thread finds the platform already there.
        let _ = slint::platform::set_platform(Box::new(TestingBackend::new(options)));
        register_fonts();
        let screen = Screen::new().expect("the testing backend has windows");
        screen.set_panel(1280, 800, 217.0);
        screen.window().set_size(slint::PhysicalSize::new(1280, 800));
        screen.app().show().expect("the testing backend shows");
        let inputs = Rc::new(RefCell::new(Vec::new()));
        let heard = inputs.clone();
        screen.on_input(move |input| heard.borrow_mut().push(input));
        let window = Self { screen, play: Rc::new(RefCell::new(Play::begin())), inputs };
        window.show();
        window
    }

    fn show(&self) {
        let play = self.play.borrow();
        self.screen.show(&play.view(), play.visit.content(), None);
    }

    /// Gives what was done at the window to the visit, and shows what comes of it.
    fn pass_on(&self) -> usize {
        let inputs: Vec<Input> = self.inputs.borrow_mut().drain(..).collect();
        let count = inputs.len();
        for input in inputs {
            let event = match input {
                Input::Target(id) => self.screen.action(id).map_or(Event::Touched, Event::Chosen),
                Input::Key(key) => Event::Key(key),
                Input::Touched | Input::Staff => Event::Touched,
            };
            self.play.borrow_mut().event(event);
        }
        self.show();
        count
    }

    fn touch(&self, label: &str) {
        let element = ElementHandle::find_by_accessible_label(self.screen.app(), label)
            .next()
            .unwrap_or_else(|| panic!("nothing is read out as \"{label}\" on {}", self.play.borrow().see()));
        element.mock_single_click(PointerEventButton::Left);
        assert!(self.pass_on() > 0, "\"{label}\" does nothing");
    }

    fn press(&self, key: impl Into<SharedString>) {
        let text = key.into();
        self.screen.window().dispatch_event(slint::platform::WindowEvent::KeyPressed { text: text.clone() });
        self.screen.window().dispatch_event(slint::platform::WindowEvent::KeyReleased { text });
        self.pass_on();
    }

    /// As the kiosk does: tells the visit how long the page is, until both agree.
    fn measure(&self) {
        for _ in 0..3 {
            let folds = self.screen.folds();
            self.play.borrow_mut().event(Event::Measured { folds });
            self.show();
        }
    }

    fn y_of(&self, label: &str) -> f32 {
        let found = ElementHandle::find_by_accessible_label(self.screen.app(), label).next();
        found.unwrap_or_else(|| panic!("no {label}")).absolute_position().y
    }

    fn x_of(&self, label: &str) -> f32 {
        let found = ElementHandle::find_by_accessible_label(self.screen.app(), label).next();
        found.unwrap_or_else(|| panic!("no {label}")).absolute_position().x
    }

    fn see(&self) -> String {
        self.play.borrow().see()
    }
}

#[test]
fn a_visit_by_touch() {
    let window = Window::open();
    window.touch("English");
    window.touch("Work");
    assert_eq!(window.see(), "topic: Work");
    window.touch("Who can help");
    window.touch("Talk to someone any time. Call 1-888-373-7888");
    assert_eq!(window.see(), "helper: Talk to someone any time 1-888-373-7888");
    window.touch("Home");
    window.touch("Take a small paper");
    window.touch("Receipt");
    window.touch("Print");
    assert_eq!(window.play.borrow().jobs().len(), 1);
    window.touch("Leave");
    assert_eq!(window.see(), "cover");
    window.touch("Touch to start");
    assert!(window.see().starts_with("languages"));
}

#[test]
fn a_visit_by_the_keyboard() {
    let window = Window::open();
    window.press(slint::platform::Key::Tab);
    window.press(slint::platform::Key::Return);
    assert_eq!(window.see(), "home, 10 topics");
    window.press(slint::platform::Key::DownArrow);
    window.press(slint::platform::Key::UpArrow);
    window.press(" ");
    assert_eq!(window.see(), "topic: Work");
    window.press(slint::platform::Key::Backspace);
    assert_eq!(window.see(), "home, 10 topics");
    window.press(slint::platform::Key::Escape);
    assert_eq!(window.see(), "cover");
}

#[test]
fn right_to_left_is_mirrored_and_leave_is_not() {
    let window = Window::open();
    window.touch("English");
    let (work, money, leave) = (window.x_of("Work"), window.x_of("Money and debt"), window.x_of("Leave"));
    assert!(work < money);
    let content = window.play.borrow().visit.content().clone();
    let arabic = content.find_language("ar").expect("Arabic");
    window.play.borrow_mut().choose(Action::OpenLanguages).choose(Action::ChooseLanguage(arabic));
    window.show();
    let words = content.words(arabic);
    let label = |place: &str, english: &str| {
        stairlight::direction::right_to_left(&words.get(place, english).expect("it is translated"))
    };
    let work_ar = window.x_of(&label("topic.work/title", "Work"));
    let money_ar = window.x_of(&label("topic.money/title", "Money and debt"));
    assert!(work_ar > money_ar, "the first topic stands where reading starts");
    let leave_ar = window.x_of(&label("ui.frame/leave", "Leave"));
    assert!((leave_ar - leave).abs() < 120.0, "leave stays in its corner: {leave} and {leave_ar}");
}

#[test]
fn everything_that_can_be_chosen_can_be_touched() {
    let window = Window::open();
    // So high that no page is longer: what is scrolled away is not read out.
    window.screen.window().set_size(slint::PhysicalSize::new(1280, 4000));
    window.touch("English");
    for way in [vec![], vec!["Work"], vec!["Work", "True or not"], vec!["Numbers to call"], vec!["Take a small paper"]]
    {
        window.play.borrow_mut().key(Key::Leave).choose(Action::Wake).touch("English");
        for label in way {
            window.play.borrow_mut().touch(label);
        }
        window.show();
        for target in window.play.borrow().view().targets() {
            let label = if target.detail.is_empty() {
                target.label.clone()
            } else {
                format!("{}. {}", target.label, target.detail)
            };
            let wanted = label.clone();
            let element = ElementQuery::from_root(window.screen.app())
                .match_descendants()
                .match_accessible_role(AccessibleRole::Button)
                .match_predicate(move |element| {
                    element.accessible_label().is_some_and(|read| read.starts_with(wanted.as_str()))
                })
                .find_first();
            assert!(element.is_some(), "\"{label}\" is not on {}", window.see());
            let size = element.expect("just found").size();
            // 12.7 mm at 5.9 pixels a millimetre.
            assert!(size.height >= 74.0 && size.width >= 100.0, "\"{label}\" is {} x {}", size.width, size.height);
        }
    }
}

#[test]
fn a_finger_on_the_page_counts() {
    let window = Window::open();
    window.touch("English");
    window.touch("Numbers to call");
    let before = window.inputs.borrow().len();
    let at = |y: f32| slint::LogicalPosition::new(600.0, y);
    let event = |event| window.screen.window().dispatch_event(event);
    event(slint::platform::WindowEvent::PointerPressed { position: at(500.0), button: PointerEventButton::Left });
    for step in 0..10 {
        event(slint::platform::WindowEvent::PointerMoved { position: at(500.0 - 20.0 * step as f32) });
    }
    event(slint::platform::WindowEvent::PointerReleased { position: at(300.0), button: PointerEventButton::Left });
    i_slint_backend_testing::mock_elapsed_time(std::time::Duration::from_millis(500));
    assert!(window.inputs.borrow().len() > before, "scrolling is not felt");
}

/// Every visit begins with a touch on a long page. The toolkit takes the page's place out of any binding then, and a
/// page that never turns again hides its end.
#[test]
fn a_page_turns_after_a_finger_was_on_it() {
    let window = Window::open();
    window.measure();
    window.touch("English");
    window.measure();
    let top = window.y_of("Work");
    window.touch("More");
    assert!(window.y_of("Work") < top, "the page has turned");
    window.touch("Take a small paper");
    window.measure();
    window.touch("Home");
    window.measure();
    assert!((window.y_of("Work") - top).abs() < 1.0, "another page begins at its top");
}
