//! Runs a fuzz target without a fuzzer: on the files that are named, or on changed copies of its corpus and on
//! random bytes. It finds less than libFuzzer (see `coverage`), which follows what the code does; it needs nothing but the
//! stable compiler.

use std::fs;
use std::path::Path;

const LONGEST: u64 = 600;
/// Changes in one copy, at most.
const CHANGES: u64 = 6;

/// Feeds a target so many inputs, or as many as `FUZZ_CASES` says. Always the same bytes, so that a failure can
/// be seen again.
///
/// # Panics
/// When the target does, or when a named file cannot be read.
pub fn run(name: &str, cases: u32, target: fn(&[u8])) {
    let read = |file: &Path| fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    for file in &files {
        target(&read(Path::new(file)));
    }
    if !files.is_empty() {
        return;
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let mut corpus: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect();
    corpus.sort();
    let corpus: Vec<_> = corpus.iter().map(|file| read(file)).collect();
    corpus.iter().for_each(|bytes| target(bytes));
    let cases = std::env::var("FUZZ_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(cases);
    let mut noise = Noise(0x5eed_5eed_5eed_5eed);
    for _ in 0..cases {
        let input = match corpus.get(noise.below(corpus.len() + 1)) {
            Some(bytes) => noise.changed(bytes),
            None => noise.bytes(),
        };
        target(&input);
    }
    println!("{name}: {} files of the corpus and {cases} other inputs held", corpus.len());
}

/// Xorshift: the same noise everywhere.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    /// Small numbers and zeros are frequent in frames, so they are here too.
    fn bytes(&mut self) -> Vec<u8> {
        let length = self.next() % LONGEST;
        let small = self.next().is_multiple_of(2);
        (0..length).map(|_| (self.next() >> 32) as u8 & if small { 0x0f } else { 0xff }).collect()
    }

    /// A copy with a few bytes changed, taken out, put in or repeated.
    fn changed(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.next() % CHANGES {
            let at = self.below(bytes.len() + 1);
            let end = (at + self.below(40)).min(bytes.len());
            match self.next() % 5 {
                0 => {
                    if let Some(byte) = bytes.get_mut(at) {
                        *byte ^= 1 << (self.next() % 8);
                    }
                }
                1 => drop(bytes.drain(at..end)),
                2 => {
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
                3 => bytes.truncate(at),
                _ => {
                    let piece: Vec<u8> = self.bytes().into_iter().take(8).collect();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }
}
