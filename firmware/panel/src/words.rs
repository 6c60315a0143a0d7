//! Every word on the glass, English and Spanish.
//!
//! Written for somebody who has never seen the device: what is, then what to do, no blame, no
//! jargon. Room: a big line holds 8 characters, a headline or a next step 16, a detail 21, a last
//! line 19. The first of two big lines has no letter that reaches below (g, j, p, q, y). `tests/panel/fits.rs` measures all of them.

use stairlight_link::{
    ContentCondition, NextStep, Outcome, OverallState, PowerCondition, PrinterCondition, ResetReason, RestartsToday,
};

use crate::pages::{Doing, Page};
use crate::phrase::{Phrase, say};
use crate::supervisor::State;

/// One or two big lines.
pub type Big = [Phrase; 2];

const NONE: Phrase = say("", "");

/// The Pi's own word for itself.
pub fn overall(state: OverallState) -> Big {
    match state {
        OverallState::Working => [say("Working", "Funciona"), NONE],
        OverallState::NeedsStaff => [say("Needs", "Necesita"), say("staff", "atención")],
        OverallState::OutOfService => [say("Out of", "Fuera de"), say("service", "servicio")],
    }
}

/// The panel's word for a Pi that is not simply running; for `Running`, that it has not said more.
pub fn supervised(state: State) -> (Big, Phrase) {
    let wait = say("Wait 3 minutes", "Espere 3 minutos");
    match state {
        State::Starting => ([say("Starting", "Arranca"), NONE], wait),
        State::Running => ([say("Answers", "Responde"), NONE], say("No details yet", "Aún sin detalles")),
        State::Late => ([say("No", "No"), say("answer", "responde")], wait),
        State::Asking => ([say("Stopping", "Apagando"), NONE], say("To be restarted", "Se reiniciará")),
        State::Cut => ([say("Power", "Sin"), say("is off", "energía")], say("Back in a moment", "Vuelve enseguida")),
        State::BackOff => ([say("Waiting", "Espera"), NONE], say("Will try again", "Lo reintentará")),
        State::HoldingOff => ([say("Updating", "Poniendo"), say("", "al día")], LEAVE_ALONE),
        State::GaveUp => ([say("Call for", "Pida"), say("help", "ayuda")], next_step(NextStep::CallTechnician)),
        State::Stopping => ([say("Stopping", "Apagando"), NONE], say("Do not unplug", "Desenchufar: no")),
        State::Stopped => ([say("Stopped", "Apagado"), NONE], say("Safe to unplug", "Desenchufar: sí")),
    }
}

/// A Pi and a panel of different versions.
pub const UPDATE_PANEL: Phrase = say("Update the panel", "Actualice panel");

/// An update runs.
const LEAVE_ALONE: Phrase = say("Leave it alone", "No toque nada");

/// The one thing to do.
pub fn next_step(step: NextStep) -> Phrase {
    match step {
        NextStep::SeeScreen => say("See staff page", "Vea la pantalla"),
        NextStep::Nothing => say("Nothing to do", "Nada que hacer"),
        NextStep::AddPaper => say("Put in new paper", "Ponga más papel"),
        NextStep::ClosePrinter => say("Close the cover", "Cierre la tapa"),
        NextStep::CheckPrinterCable => say("Check printer", "Revise impresora"),
        NextStep::ClearCutter => say("Free the cutter", "Libere cortador"),
        NextStep::InsertStick => say("Put in new stick", "Ponga la memoria"),
        NextStep::CheckPowerSupply => say("Check the supply", "Revise la fuente"),
        NextStep::LetItCool => say("Let it cool down", "Deje que enfríe"),
        NextStep::Wait => say("Wait, it is busy", "Espere, ocupado"),
        NextStep::Restart => say("Turn off and on", "Apague y prenda"),
        NextStep::CallTechnician => say("Call technician", "Llame al técnico"),
    }
}

/// A headline and one or two lines of what to do about it.
pub struct Advice {
    /// What is.
    pub headline: Phrase,
    /// What to do; the second line may be empty.
    pub lines: [Phrase; 2],
}

const fn advice(headline: Phrase, first: Phrase, second: Phrase) -> Advice {
    Advice { headline, lines: [first, second] }
}

/// The printer.
pub fn printer(condition: PrinterCondition) -> Advice {
    match condition {
        PrinterCondition::Unknown => advice(NOT_KNOWN, NONE, NONE),
        PrinterCondition::Ready => advice(say("Ready", "Lista"), next_step(NextStep::Nothing), NONE),
        PrinterCondition::PaperLow => {
            advice(say("Little paper", "Queda poco papel"), say("Have a roll ready", "Prepare un rollo"), NONE)
        }
        PrinterCondition::PaperOut => advice(say("No paper", "Sin papel"), next_step(NextStep::AddPaper), NONE),
        PrinterCondition::CoverOpen => advice(
            say("Cover open", "Tapa abierta"),
            say("Press it shut until", "Ciérrela hasta que"),
            say("it clicks", "haga clic"),
        ),
        PrinterCondition::Missing => advice(
            say("Not found", "No se encuentra"),
            say("Check its cable", "Revise el cable"),
            say("and its switch", "y el interruptor"),
        ),
        PrinterCondition::Hot => advice(
            say("Too hot", "Muy caliente"),
            say("Wait, it cools down", "Espere, se enfría"),
            say("by itself", "sola"),
        ),
        PrinterCondition::CutterJam => advice(
            say("Cutter stuck", "Cortador trabado"),
            say("Open the cover, take", "Abra la tapa y saque"),
            say("the paper out", "el papel"),
        ),
        PrinterCondition::Broken => advice(say("Broken", "Averiada"), next_step(NextStep::CallTechnician), NONE),
    }
}

/// The content; its edition stands on the line between.
pub fn content(condition: ContentCondition) -> (Phrase, Phrase) {
    match condition {
        ContentCondition::Unknown => (NOT_KNOWN, NONE),
        ContentCondition::Current => (say("Up to date", "Al día"), next_step(NextStep::Nothing)),
        ContentCondition::ReviewDue => (say("Review is due", "Toca revisarlo"), next_step(NextStep::InsertStick)),
        ContentCondition::Factory => (say("As delivered", "De fábrica"), say("Put in your stick", "Ponga su memoria")),
        ContentCondition::Updating => (say("Being updated", "Actualizándose"), LEAVE_ALONE),
        ContentCondition::StickRefused => {
            (say("Stick refused", "Memoria inválida"), say("The old one stays", "Sigue el anterior"))
        }
        ContentCondition::FellBack => (say("Damaged", "Dañado"), say("An older one is used", "Se usa uno anterior")),
    }
}

/// The power supply.
pub fn power(condition: PowerCondition) -> (Phrase, Phrase) {
    match condition {
        PowerCondition::Unknown => (NOT_KNOWN, NONE),
        PowerCondition::Good => (say("Power is good", "Energía correcta"), NONE),
        PowerCondition::Low => {
            (say("Power too low", "Energía baja"), say("Check supply, cable", "Revise fuente y cable"))
        }
        PowerCondition::WasLow => {
            (say("Power was low", "Hubo poca"), say("Check supply, cable", "Revise fuente y cable"))
        }
        PowerCondition::SlowedByHeat => {
            (say("Slowed by heat", "Lento por calor"), say("Clear the vents", "Despeje las rejillas"))
        }
    }
}

/// Unplanned restarts. Where the kiosk counts none it may not have noticed one, so the words claim no more.
pub fn restarts(restarts: RestartsToday) -> Phrase {
    match restarts {
        RestartsToday::None => say("None known", "Ninguno visto"),
        RestartsToday::One => say("One today", "Hoy uno"),
        RestartsToday::Few => say("2 or 3 today", "Hoy 2 o 3"),
        RestartsToday::Many => say("Many today", "Hoy muchos"),
    }
}

/// Why the panel itself started.
pub fn reset(reason: ResetReason) -> Phrase {
    match reason {
        ResetReason::Unknown => say("not known", "no se sabe"),
        ResetReason::PowerOn => say("power", "energía"),
        ResetReason::Watchdog => say("stood still", "se colgó"),
        ResetReason::Panicked => say("own error", "error propio"),
    }
}

/// How a request ended.
pub fn outcome(outcome: Outcome) -> Phrase {
    match outcome {
        Outcome::Started => say("begun", "empezado"),
        Outcome::Done => say("done", "hecho"),
        Outcome::Refused => NOT_NOW,
        Outcome::Failed => say("did not work", "no funcionó"),
        Outcome::NoneSet => say("no PIN is set", "no hay PIN"),
    }
}

/// Asked, no answer yet.
pub const ASKED: Phrase = say("asked, wait", "pedido, espere");
/// Asked, and nothing came back.
pub const NO_REPLY: Phrase = say("no answer", "sin respuesta");
/// Not allowed in this state.
pub const NOT_NOW: Phrase = say("not now", "ahora no");
/// The bay must stand open for this.
pub const BAY_CLOSED: Phrase = say("bay is closed", "puerta cerrada");

/// Nothing is known yet.
pub const NOT_KNOWN: Phrase = say("Not known", "No se sabe");

/// The title of a page; the first page shows none.
pub fn title(page: Page) -> Phrase {
    match page {
        Page::State => NONE,
        Page::Printer => say("Printer", "Impresora"),
        Page::Content => say("Content", "Contenido"),
        Page::Power => say("Power and heat", "Energía y calor"),
        Page::Restarts => say("Restarts", "Reinicios"),
        Page::Link => say("Link", "Enlace"),
        Page::About => say("About", "Acerca de"),
    }
}

/// The last line of a page; the first page shows none.
pub fn doing(doing: Doing) -> Phrase {
    match doing {
        Doing::Explain => NONE,
        Doing::PrintTest => say("print a test", "imprimir prueba"),
        Doing::Refresh => say("look again", "revisar de nuevo"),
        Doing::ShutDown => say("hold: shut down", "mantener: apagar"),
        Doing::StartAgain => say("hold: start again", "mantener: reiniciar"),
        Doing::ForgetPin => say("hold: forget PIN", "mantener: nuevo PIN"),
    }
}

/// Words beside numbers.
pub(crate) mod label {
    use crate::phrase::{Phrase, say};

    pub const EDITION: Phrase = say("Edition", "Edición");
    pub const PROCESSOR: Phrase = say("Processor", "Procesador");
    pub const NOT_MEASURED: Phrase = say("Heat not measured", "Calor sin medir");
    pub const CUTS: Phrase = say("Power cuts/hour:", "Cortes por hora:");
    pub const PANEL_RESETS: Phrase = say("Panel restarts:", "Reinicios panel:");
    pub const CONNECTED: Phrase = say("Connected", "Conectado");
    pub const SILENT: Phrase = say("Silent", "En silencio");
    pub const NOTHING_HEARD: Phrase = say("Nothing heard", "Nada recibido");
    pub const OTHER_VERSION: Phrase = say("Other version", "Otra versión");
    pub const WIRE_FAULTS: Phrase = say("Wire faults:", "Fallos de cable:");
    pub const PANEL: Phrase = say("Panel", "Panel");
    pub const KIOSK: Phrase = say("kiosk", "quiosco");
    pub const NAME: Phrase = say("Stairlight panel", "Panel Stairlight");
    pub const STARTED_BY: Phrase = say("Start:", "Inicio:");
}
