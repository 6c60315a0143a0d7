//! A page of the staff's screens, as plain data: words, keys to type with, things to choose.

use super::Choice;

/// What stands on the screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    pub title: String,
    pub lines: Vec<Line>,
    /// What has been typed, as it is shown; `None` on pages where nothing is typed.
    pub entry: Option<String>,
    /// Keys to type with, and how many stand in a row.
    pub keys: Vec<Item>,
    pub keys_in_a_row: usize,
    pub items: Vec<Item>,
    /// How far something has come, in percent.
    pub progress: Option<u8>,
}

/// One paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    pub text: String,
    pub weight: Weight,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    Plain,
    Strong,
    Quiet,
}

/// Something to choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    pub choice: Choice,
    pub label: String,
    pub detail: String,
    pub icon: &'static str,
    pub chosen: bool,
}

impl Sheet {
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), keys_in_a_row: 5, ..Self::default() }
    }

    pub fn say(mut self, text: impl ToString) -> Self {
        self.lines.push(Line::plain(text));
        self
    }

    pub fn item(mut self, item: Item) -> Self {
        self.items.push(item);
        self
    }

    /// Ten digits and a way to take the last one back.
    pub fn with_digits(mut self) -> Self {
        self.keys = ('1'..='9').chain(['0']).map(|digit| Item::new(Choice::Type(digit), digit)).collect();
        self.keys.push(Item::new(Choice::Erase, "Erase"));
        // Two rows: on the smallest panel they stand below what is typed without a turn of the page.
        self.keys_in_a_row = 6;
        self
    }
}

impl Line {
    pub fn plain(text: impl ToString) -> Self {
        Self { text: text.to_string(), weight: Weight::Plain }
    }

    pub fn strong(text: impl ToString) -> Self {
        Self { text: text.to_string(), weight: Weight::Strong }
    }

    pub fn quiet(text: impl ToString) -> Self {
        Self { text: text.to_string(), weight: Weight::Quiet }
    }
}

impl Item {
    pub fn new(choice: Choice, label: impl ToString) -> Self {
        Self { choice, label: label.to_string(), detail: String::new(), icon: "", chosen: false }
    }

    pub fn with_icon(mut self, icon: &'static str) -> Self {
        self.icon = icon;
        self
    }

    pub fn with_detail(mut self, detail: impl ToString) -> Self {
        self.detail = detail.to_string();
        self
    }

    pub fn chosen_if(mut self, chosen: bool) -> Self {
        self.chosen = chosen;
        self
    }
}
