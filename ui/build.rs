//! Compiles the screens, and makes a table of their English words for Rust (`words.rs` in the build
//! folder), so that each word stands in one place: `strings.slint`.

use std::fmt::Write as _;
use std::{env, fs, path::Path};

fn main() {
    let config = slint_build::CompilerConfiguration::new()
        .with_style("fluent-light".into())
        // Tests find elements by their accessible labels, which needs the debug names.
        .with_debug_info(true);
    slint_build::compile_with_config("app.slint", config).expect("the screens compile");

    println!("cargo:rerun-if-changed=strings.slint");
    let source = fs::read_to_string("strings.slint").expect("strings.slint is beside build.rs");
    let out = env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    fs::write(Path::new(&out).join("words.rs"), words(&source)).expect("the build folder can be written");
}

/// Turns the `Words` global into a table of English words and a function that fills it.
fn words(source: &str) -> String {
    let (mut table, mut fill) = (String::new(), String::new());
    let global = source.split_once("export global Words").expect("strings.slint has the global Words").1;
    let mut group = None;
    for line in global.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix("in property <") {
            let (kind, rest) = rest.split_once("> ").expect("a property has a type and a name");
            let name = rest.trim_end_matches(": {");
            writeln!(fill, "    words.set_{}(crate::{kind} {{", name.replace('-', "_")).expect("a String takes it");
            group = Some(name);
        } else if line == "};" {
            fill.push_str("    });\n");
            group = None;
        } else if let (Some(group), Some((field, rest))) = (group, line.split_once(": \"")) {
            let english = rest.strip_suffix("\",").expect("a word ends with \",");
            let name = match field {
                "true" => "r#true".to_owned(),
                field => field.replace('-', "_"),
            };
            writeln!(table, "    Word {{ group: \"{group}\", field: \"{field}\", english: \"{english}\" }},")
                .expect("a String takes it");
            writeln!(fill, "        {name}: text(\"{group}\", \"{field}\", \"{english}\").into(),")
                .expect("a String takes it");
        }
    }
    format!(
        "/// Every fixed word of the screens, in the order of `strings.slint`.\n\
         pub const ENGLISH: &[Word] = &[\n{table}];\n\n\
         /// Puts words on the screens: `text(group, field, english)` gives each of them.\n\
         pub fn fill(words: &crate::Words<'_>, text: impl Fn(&str, &str, &str) -> String) {{\n{fill}}}\n"
    )
}
