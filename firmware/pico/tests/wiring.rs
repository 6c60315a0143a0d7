//! One truth about the pins: `board.rs`, the README's table and the wiring picture agree.

const BOARD: &str = include_str!("../src/device/board.rs");
const README: &str = include_str!("../../README.md");
const PICTURE: &str = include_str!("../../wiring.svg");
const BENCH: &str = include_str!("../../emulator/lib/bench.mjs");

/// The numbers of the GPIOs that the firmware takes, each once.
fn pins() -> Vec<u8> {
    let mut pins: Vec<u8> = BOARD
        .split("PIN_")
        .skip(1)
        .map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>())
        .map(|digits| digits.parse().unwrap())
        .collect();
    pins.sort();
    pins.dedup();
    pins
}

/// The Pico's edge: the board's pin of a GPIO between 0 and 22. Every fifth pin is ground, from 3.
fn edge(gpio: u8) -> u8 {
    match gpio {
        0..=1 => gpio + 1,
        2..=17 => gpio + 2 + (gpio - 2) / 4,
        _ => panic!("GP{gpio} is on the other edge"),
    }
}

#[test]
fn documents_and_firmware_name_the_same_pins() {
    assert_eq!(pins(), [0, 1, 4, 5, 10, 11, 12, 13, 14, 15, 16, 17]);
    for gpio in pins() {
        let pin = edge(gpio);
        let row = format!("| GP{gpio} | {pin} |");
        assert!(README.contains(&row), "README.md: {row}");
        let label = format!(">GP{gpio} ({pin})<");
        assert!(PICTURE.contains(&label), "wiring.svg: {label}");
    }
    let labels = PICTURE.split(">GP").skip(1);
    let drawn = labels.filter(|label| label.starts_with(|c: char| c.is_ascii_digit())).count();
    assert_eq!(drawn, pins().len(), "wiring.svg shows a pin that the firmware does not take");
}

/// The emulator's bench has its hands on the same pins.
#[test]
fn the_bench_names_the_same_pins() {
    for line in
        ["KEYS = { previous: 10, next: 11, do: 12 }", "BAY = 13", "LINES = { ask: 14, cut: 15, green: 16, red: 17 }"]
    {
        assert!(BENCH.contains(line), "{line}");
    }
    for field in ["previous: Input::new(p.PIN_10", "bay: Input::new(p.PIN_13", "cut: Output::new(p.PIN_15"] {
        assert!(BOARD.contains(field), "{field}");
    }
}
