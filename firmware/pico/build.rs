//! Names the build and hands the linker its map.
//!
//! The build id is a hash of the sources of the three firmware crates: the same sources give the
//! same id on any machine, with or without a version system. It is FNV-1a, folded to 32 bits;
//! it tells builds apart and protects nothing.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").ok_or(io::ErrorKind::NotFound)?);
    println!("cargo::rustc-env=STAIRLIGHT_BUILD_ID={:08x}", build_id(&here)?);

    if env::var("CARGO_CFG_TARGET_OS").as_deref() == Ok("none") {
        let out = PathBuf::from(env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?);
        fs::copy(here.join("memory.x"), out.join("memory.x"))?;
        println!("cargo::rustc-link-search={}", out.display());
        // Without --nmagic the linker pads sections to pages and moves them off the map.
        // link-rp.x comes with embassy-rp and places the second-stage boot loader.
        for argument in ["--nmagic", "-Tlink.x", "-Tlink-rp.x"] {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    }
    Ok(())
}

fn build_id(here: &Path) -> io::Result<u32> {
    let mut files = vec![here.join("memory.x"), here.join("build.rs")];
    for member in ["../link", "../panel", "."] {
        let member = here.join(member);
        files.push(member.join("Cargo.toml"));
        println!("cargo::rerun-if-changed={}", member.join("src").display());
        gather(&member.join("src"), &mut files)?;
    }
    // The order of a directory listing differs between file systems.
    files.sort();
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        println!("cargo::rerun-if-changed={}", file.display());
        for byte in fs::read(&file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    Ok((hash >> 32) as u32 ^ hash as u32)
}

fn gather(directory: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            gather(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
