//! Files are told apart by name or by text, and only when that is certain.
#![allow(clippy::unwrap_used)] // helper functions of tests are not marked as tests

mod common;

use common::Random;
use hunch_model::io::{Format, LoadError, load, read_program, write_program};

#[test]
fn each_format_is_told_by_its_name_or_by_its_beginning() {
    for seed in 0..50 {
        let mut p = common::program(&mut Random(seed));
        p.name.clear();
        p.rows.iter_mut().for_each(|r| r.lower = f64::NEG_INFINITY); // no ranges, whose ends may be rounded
        for (format, name) in [(Format::Json, "a.json"), (Format::Mps, "b.MPS"), (Format::Lp, "c.x.lp")] {
            let text = write_program(&p, format).unwrap();
            assert_eq!(Format::of_text(&text), Some(format), "{text}");
            assert_eq!(Format::from_file_name(name), Some(format));
            assert_eq!(Format::from_file_name(&format!("{name}.gz")), Some(format));
            assert_eq!(read_program(&text, format).unwrap(), p, "seed {seed}: {text}");
            assert_eq!(load(text.as_bytes(), name).unwrap(), p);
            assert_eq!(load(text.as_bytes(), "no-ending").unwrap(), p);
        }
    }
}

#[test]
fn texts_that_could_be_anything_are_refused() {
    assert_eq!(load(b"hello", "file"), Err(LoadError::UnknownFormat));
    assert_eq!(load(b"", "file.txt"), Err(LoadError::UnknownFormat));
    assert_eq!(load(b"NAME \xff", "a.mps"), Err(LoadError::Encoding { position: 5 }));
}

#[cfg(feature = "gzip")]
#[test]
fn packed_files_are_unpacked_and_damaged_ones_refused() {
    let p = common::program(&mut Random(7));
    let packed = hunch_model::io::pack(write_program(&p, Format::Json).unwrap().as_bytes()).unwrap();
    assert_eq!(load(&packed, "p.json.gz").unwrap(), p);
    assert_eq!(load(&packed, "p").unwrap(), p);
    assert!(matches!(load(&packed[..packed.len() / 2], "p"), Err(LoadError::Gzip(_))));
    let mut damaged = packed.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x55;
    assert!(load(&damaged, "p.json.gz").is_err());
}

#[cfg(feature = "gzip")]
#[test]
fn a_small_file_that_unpacks_to_too_much_is_stopped() {
    let zeros = vec![b' '; hunch_model::io::MAX_TEXT_BYTES + 10];
    let packed = hunch_model::io::pack(&zeros).unwrap();
    assert!(packed.len() < 1 << 20);
    assert!(matches!(load(&packed, "p.mps"), Err(LoadError::TooLong { .. })));
}

#[cfg(not(feature = "gzip"))]
#[test]
fn without_gzip_a_packed_file_says_what_to_do() {
    let error = load(&[0x1f, 0x8b, 8, 0], "p.mps.gz").unwrap_err();
    assert!(error.to_string().contains("unpack the file first"));
}
