//! Files without an end, and files that unpack to more than any of their kind hold.

use crate::matrix_study::{DIFF, Study, matrix};
use crate::program::{gzip, program, refuse};
use std::io::Write;
use std::time::{Duration, Instant};

/// A gzip file of many megabytes of one text, again and again.
fn bomb(beginning: &str, line: &str, n_mebibytes: usize) -> Vec<u8> {
    let lines = line.repeat((1 << 20) / line.len() + 1);
    let part = gzip(lines.as_bytes());
    let mut all = gzip(beginning.as_bytes());
    (0..n_mebibytes).for_each(|_| all.extend(&part));
    all
}

#[test]
fn a_file_that_unpacks_to_more_than_the_limit_is_refused_whatever_it_is_read_as() {
    let study = Study::new();
    let write = |name: &str, bytes: &[u8]| std::fs::write(study.path(name), bytes).unwrap();
    write("m.gz", &bomb("feature_id\ta1\ta2\n", "g\t1\t2\n", 3));
    for flag in ["--matrix", "--samples", "--contrasts", "--annotation"] {
        let mut command = DIFF.to_vec();
        match command.iter().position(|word| *word == flag) {
            Some(at) => command[at + 1] = "m.gz",
            None => command.extend([flag, "m.gz"]),
        }
        command.extend(["--max-input", "1M"]);
        study
            .refuse(&command)
            .says(&["m.gz: unpacks to more than 1 MiB", "--max-input"]);
    }
    study.succeed(&DIFF);
    for flag in ["--gmt", "--obo"] {
        let table = "d/differential/b_vs_a.tsv";
        let mut command = vec!["genesets", "--table", table, "--out", "o", flag, "m.gz"];
        if flag == "--obo" {
            command.extend(["--gaf", "m.gz"]);
        }
        command.extend(["--max-input", "1M"]);
        study
            .refuse(&command)
            .says(&["m.gz: unpacks to more than 1 MiB", "--max-input"]);
    }
    // the limit is the user's
    let mut raised = DIFF.to_vec();
    raised[8] = "e";
    raised.extend(["--max-input", "1G"]);
    study.succeed(&raised);
    study.refuse_usage(&["inspect", "m.gz", "--max-input", "much"], &["400M"]);
}

#[test]
fn what_cannot_be_of_its_kind_is_refused_at_its_first_bytes() {
    let study = Study::new();
    // 4 GiB of zeros, were it unpacked
    let zeros = gzip(&vec![0; 1 << 20]).repeat(1 << 12);
    std::fs::write(study.path("zeros.gz"), zeros).unwrap();
    let start = Instant::now();
    let mut command = DIFF.to_vec();
    command[2] = "zeros.gz";
    study.refuse(&command).says(&["zeros.gz", "zero byte"]);
    let command = ["convert", "zeros.gz", "--out", "a.CEL"];
    study.refuse(&command).says(&["zeros.gz", "a CEL file"]);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn many_names_cost_little_time_and_few_messages() {
    let study = Study::new();
    let start = Instant::now();
    let (names, values) = ("\ta".repeat(80_000), "\t1".repeat(80_000));
    study.put("expression.tsv", &format!("id{names}\nf{values}\n"));
    study
        .refuse_run_and_diff()
        .says(&["sample 'a' occurs twice"]);
    let names: Vec<String> = (0..100_000).map(|at| format!("v{at}")).collect();
    let names = names.join(" + ");
    for (formula, weights) in [(&names[..], "groupb"), ("group", &names)] {
        let study = Study::new();
        let row = format!("x,~ {formula},{weights}\n");
        study.put(
            "contrasts.csv",
            &format!("id,formula,make_contrasts_str\n{row}"),
        );
        let output = program(study.root(), &DIFF).output().unwrap();
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(3), "{errors}");
        assert!(errors.contains("'v0'") && errors.len() < 10_000, "{errors}");
    }
    assert!(
        start.elapsed() < Duration::from_secs(60),
        "{:?}",
        start.elapsed()
    );
}

/// A binary CDF of 100 x 100 cells with so many units, all at the place of one, which has one
/// probe set of so many probes.
fn overlapping_units(n_units: u32, n_probes: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in [67, 1, (100 << 16) | 100, n_units, 0, 0] {
        bytes.extend(number.to_le_bytes());
    }
    for unit in 0..n_units {
        let mut name = format!("unit{unit}").into_bytes();
        name.resize(64, 0);
        bytes.extend(name);
    }
    let place = bytes.len() as u32 + 4 * n_units;
    (0..n_units).for_each(|_| bytes.extend(place.to_le_bytes()));
    // type 1, one block; the block has no name of its own
    bytes.extend([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]);
    bytes.extend([0; 9]);
    bytes.extend([0; 4]);
    bytes.extend(n_probes.to_le_bytes());
    bytes.extend([0; 10 + 64]);
    for probe in 0..n_probes {
        bytes.extend(probe.to_le_bytes());
        bytes.extend([(probe % 100) as u8, 0, (probe / 100 % 100) as u8, 0]);
        bytes.extend([0, 0, 0, 0, b'A', b'T']);
    }
    bytes
}

#[test]
fn units_of_a_chip_that_share_bytes_are_refused() {
    let study = Study::new();
    let write = |name: &str, bytes: &[u8]| std::fs::write(study.path(name), bytes).unwrap();
    write("chip.cdf", &overlapping_units(1, 9_000));
    study.succeed(&["inspect", "chip.cdf"]);
    for (n_units, n_probes) in [(2, 10), (4_000, 9_000)] {
        write("chip.cdf", &overlapping_units(n_units, n_probes));
        study
            .refuse(&["inspect", "chip.cdf"])
            .says(&["chip.cdf, byte", "two units share these bytes"]);
    }
    // a probe set cannot have more probes than the chip has cells
    write("chip.cdf", &overlapping_units(1, 10_001));
    study
        .refuse(&["inspect", "chip.cdf"])
        .says(&["10001 probes", "10000 cells"]);
}

#[cfg(unix)]
mod without_an_end {
    use super::*;
    use std::process::{Command, Stdio};

    #[test]
    fn devices_are_refused() {
        let study = Study::new();
        for device in ["/dev/zero", "/dev/null"] {
            let mut command = DIFF.to_vec();
            command[2] = device;
            study.refuse(&command).says(&[device, "is a device"]);
            study
                .refuse(&["inspect", device])
                .says(&[device, "is a device"]);
        }
        study.refuse(&["inspect", "."]).says(&["is a folder"]);
    }

    #[test]
    fn a_pipe_is_read_to_its_end_and_one_that_nobody_writes_is_refused() {
        let study = Study::new();
        let made = Command::new("mkfifo").arg(study.path("pipe")).status();
        assert!(made.unwrap().success());
        let mut command = DIFF.to_vec();
        command[2] = "pipe";
        let child = program(study.root(), &command)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // the writer comes later than the reader, and is slow
        std::thread::sleep(Duration::from_millis(300));
        let mut pipe = std::fs::File::options()
            .write(true)
            .open(study.path("pipe"))
            .unwrap();
        let text = matrix();
        let (one, other) = text.split_at(text.len() / 2);
        pipe.write_all(one.as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        pipe.write_all(other.as_bytes()).unwrap();
        drop(pipe);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        command[8] = "nobody";
        refuse(study.root(), &command).says(&["pipe: is a named pipe", "no program writes"]);
    }
}
