//! The board's temperature and supply, as its kernel tells them. Only looks; a board that does not
//! say is "not known", never a failure.

use std::fs;
use std::path::{Path, PathBuf};

use super::conditions::Sense;
use crate::panel::{Celsius, PowerCondition};

/// Bits of the Raspberry Pi firmware's own word: what is now, and what was since the start.
const LOW_NOW: u32 = 1;
const SLOWED: u32 = 1 << 2;
const HOT: u32 = 1 << 3;
const WAS_LOW: u32 = 1 << 16;

/// The board under a root folder.
pub struct Board {
    root: PathBuf,
    /// A supply that was low stays so until the next start.
    was_low: bool,
}

impl Board {
    /// A board whose files are in another place.
    pub fn under(root: &Path) -> Board {
        Board { root: root.to_owned(), was_low: false }
    }

    /// The processor's temperature.
    pub fn temperature(&self) -> Sense<Celsius> {
        let Some(text) = self.read("sys/class/thermal/thermal_zone0/temp") else { return Sense::Silent };
        let degrees = text.parse::<i32>().ok().and_then(|millis| i8::try_from(millis / 1_000).ok());
        match degrees {
            // No chip that runs was ever colder or hotter.
            Some(degrees) if (-40..=125).contains(&degrees) => Sense::Told(Celsius(degrees)),
            _ => Sense::Strange,
        }
    }

    /// The supply, from the firmware's word where the kernel has it, else from its sensor.
    pub fn power(&mut self) -> PowerCondition {
        let told = self.throttled().or_else(|| self.sensor());
        let Some(word) = told else { return PowerCondition::Unknown };
        self.was_low |= word & (LOW_NOW | WAS_LOW) != 0;
        match word {
            word if word & LOW_NOW != 0 => PowerCondition::Low,
            word if word & (SLOWED | HOT) != 0 => PowerCondition::SlowedByHeat,
            _ if self.was_low => PowerCondition::WasLow,
            _ => PowerCondition::Good,
        }
    }

    fn throttled(&self) -> Option<u32> {
        u32::from_str_radix(&self.read("sys/devices/platform/soc/soc:firmware/get_throttled")?, 16).ok()
    }

    /// The sensor `rpi_volt` has one alarm: too low in the last seconds.
    fn sensor(&self) -> Option<u32> {
        let sensors = fs::read_dir(self.root.join("sys/class/hwmon")).ok()?;
        let name = |folder: &Path| fs::read_to_string(folder.join("name")).is_ok_and(|name| name.trim() == "rpi_volt");
        let volt = sensors.flatten().map(|entry| entry.path()).find(|folder| name(folder))?;
        fs::read_to_string(volt.join("in0_lcrit_alarm")).ok()?.trim().parse().ok()
    }

    fn read(&self, file: &str) -> Option<String> {
        Some(fs::read_to_string(self.root.join(file)).ok()?.trim().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, file: &str, text: &str) {
        let path = root.join(file);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }

    #[test]
    fn a_board_that_says_nothing_is_not_known() {
        let root = tempfile::tempdir().expect("a folder");
        let mut board = Board::under(root.path());
        assert_eq!((board.temperature(), board.power()), (Sense::Silent, PowerCondition::Unknown));
        for lie in ["warm\n", "", "-273000", "4831200", "99999999999999"] {
            write(root.path(), "sys/class/thermal/thermal_zone0/temp", lie);
            assert_eq!(board.temperature(), Sense::Strange, "{lie}");
        }
    }

    #[test]
    fn the_firmwares_word_is_read() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "sys/class/thermal/thermal_zone0/temp", "48312\n");
        let mut board = Board::under(root.path());
        assert_eq!(board.temperature(), Sense::Told(Celsius(48)));
        for (word, power) in [
            ("0", PowerCondition::Good),
            ("8", PowerCondition::SlowedByHeat),
            ("50005", PowerCondition::Low),
            ("50000", PowerCondition::WasLow),
            ("0", PowerCondition::WasLow),
        ] {
            write(root.path(), "sys/devices/platform/soc/soc:firmware/get_throttled", word);
            assert_eq!(board.power(), power, "{word}");
        }
    }

    #[test]
    fn the_sensor_is_read_where_there_is_no_word() {
        let root = tempfile::tempdir().expect("a folder");
        write(root.path(), "sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
        write(root.path(), "sys/class/hwmon/hwmon1/name", "rpi_volt\n");
        let mut board = Board::under(root.path());
        for (alarm, power) in
            [("0\n", PowerCondition::Good), ("1\n", PowerCondition::Low), ("0\n", PowerCondition::WasLow)]
        {
            write(root.path(), "sys/class/hwmon/hwmon1/in0_lcrit_alarm", alarm);
            assert_eq!(board.power(), power);
        }
    }
}
