//! The report for programs, with a schema that has a number: docs/health.md.

use serde::{Deserialize, Serialize};

use crate::health::Report;

/// Raised when something is taken out or comes to mean something else; not when something is added.
pub const SCHEMA: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Document {
    schema: u32,
    /// The state and the one next step, in one line.
    short: String,
    #[serde(flatten)]
    report: Report,
}

/// Why a document is no report.
#[derive(Debug, thiserror::Error)]
pub enum JsonError {
    #[error("it has schema {0}, and this program knows schema {SCHEMA}")]
    Schema(u64),
    #[error("it is no health report ({0})")]
    Garbled(#[from] serde_json::Error),
}

pub fn text(report: &Report) -> String {
    let document = Document { schema: SCHEMA, short: report.short(), report: report.clone() };
    let mut text = serde_json::to_string_pretty(&document).expect("words and numbers");
    text.push('\n');
    text
}

/// # Errors
/// [`JsonError`]
pub fn parse(text: &str) -> Result<Report, JsonError> {
    let value: serde_json::Value = serde_json::from_str(text)?;
    match value.get("schema").and_then(serde_json::Value::as_u64) {
        Some(schema) if schema != u64::from(SCHEMA) => Err(JsonError::Schema(schema)),
        _ => Ok(serde_json::from_value::<Document>(value)?.report),
    }
}
