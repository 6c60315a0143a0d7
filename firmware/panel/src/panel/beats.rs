//! Which beats are a sign of life: those whose number is new.
//!
//! A beat and its answer have the same bytes. On a line that echoes (a loose plug, a Pi whose port
//! is stuck) the panel would hear its own answers, answer them, and keep a dead Pi "running" for
//! ever. So a number that was heard lately is neither counted nor answered.

/// How many numbers back count as heard lately, in beats and so in seconds. Far more than an echo
/// is late, and well below the three minutes after which a silent Pi is asked: a Pi that counts
/// anew and whose hello was lost is late at most, and never cut.
const LATELY: u16 = 64;

/// The newest number.
#[derive(Debug, Clone, Default)]
pub struct Beats {
    newest: Option<u16>,
}

impl Beats {
    /// Takes a beat; says whether it is a sign of life.
    pub fn is_new(&mut self, n: u16) -> bool {
        let new = self.newest.is_none_or(|newest| newest.wrapping_sub(n) >= LATELY);
        if new {
            self.newest = Some(n);
        }
        new
    }

    /// The Pi said hello: it may count anew. No echo of ours reads as its hello.
    pub fn forget(&mut self) {
        self.newest = None;
    }
}
