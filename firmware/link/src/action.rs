//! What the keys in the service bay can ask the Pi to do, and what it answers.
//!
//! There is deliberately no "print again": the last thing printed may have been a visitor's slip,
//! and nothing on this device can bring one back.

use crate::wire_enum::wire_enum;

wire_enum! {
    /// A thing that staff ask for with the panel's keys. 5 to 8 are spare.
    pub enum Action otherwise Unknown {
        /// Asked by a newer panel; the answer is [`Outcome::Refused`].
        Unknown = 0,
        /// Print the fixed test page.
        PrinterTest = 1,
        /// Stop everything in order, so that the plug may be pulled.
        SafeShutdown = 2,
        /// Forget the staff PIN; the screen then asks for a new one.
        PinReset = 3,
        /// Look at everything again and send a fresh health message.
        Refresh = 4,
    }
}

impl Action {
    /// Whether the bay must stand open. Both ends check this one rule.
    pub const fn needs_open_bay(self) -> bool {
        matches!(self, Self::PinReset)
    }
}

wire_enum! {
    /// How a request ended. 6 to 8 are spare.
    pub enum Outcome otherwise Failed {
        /// Begun; another reply may follow.
        Started = 1,
        /// Finished.
        Done = 2,
        /// Not allowed now: bay closed, update running, the printer or the screen in use, not here.
        /// It does not say which.
        Refused = 3,
        /// Tried, and it did not work.
        Failed = 4,
        /// There was none to forget: no staff PIN is set.
        NoneSet = 5,
    }
}
