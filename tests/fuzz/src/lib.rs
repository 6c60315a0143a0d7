//! Runs a fuzz target without a fuzzer: on the files that are named, or on random bytes. It finds
//! less than cargo-fuzz, which follows what the code does; it needs nothing but the stable compiler.

/// Enough for seconds, not for a night.
const CASES: u32 = 200_000;
const LONGEST: u64 = 600;

/// Feeds a target. Always the same bytes, so that a failure can be seen again.
///
/// # Panics
/// When the target does, or when a named file cannot be read.
pub fn run(target: fn(&[u8])) {
    let files: Vec<_> = std::env::args_os().skip(1).collect();
    for file in &files {
        let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        target(&bytes);
    }
    if files.is_empty() {
        let mut noise = Noise(0x5eed_5eed_5eed_5eed);
        for _ in 0..CASES {
            target(&noise.bytes());
        }
        println!("{CASES} inputs held");
    }
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

    /// Small numbers and zeros are frequent in frames, so they are here too.
    fn bytes(&mut self) -> Vec<u8> {
        let length = self.next() % LONGEST;
        let small = self.next().is_multiple_of(2);
        (0..length).map(|_| (self.next() >> 32) as u8 & if small { 0x0f } else { 0xff }).collect()
    }
}
