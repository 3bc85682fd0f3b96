//! Packages of Bioconductor in place of the vendor's files.

use crate::program::{folder, gzip, json, refuse, run, succeed};
use crate::simulated_study::{ANNOTATION, CLF, LIBRARY, PGF, PROBE_SETS, Study};
use arrayon_testkit::{read_table, shared};
use rusqlite::{Connection, params};
use std::collections::{BTreeMap, HashMap};
use std::fs;

/// The database that pdInfoBuilder makes of the demo's library.
fn platform_design(study: &Study) -> Vec<u8> {
    let text = |name: &str| String::from_utf8(study.bytes(name)).unwrap();
    let (pgf, clf) = (text(PGF), text(CLF));
    let rows = |text: &str| -> Vec<Vec<String>> {
        let rows = text.lines().filter(|line| !line.starts_with('#'));
        rows.map(|line| line.split('\t').map(str::to_owned).collect())
            .collect()
    };
    let columns_of = |text: &str, key: &str| -> Vec<String> {
        let line = text.lines().find_map(|line| line.strip_prefix(key));
        line.unwrap().split('\t').map(str::to_owned).collect()
    };
    let at = |columns: &[String], name: &str| columns.iter().position(|one| one == name).unwrap();
    let header = columns_of(&clf, "#%header0=");
    let [id, x, y] = ["probe_id", "x", "y"].map(|name| at(&header, name));
    let cells: HashMap<String, (u32, u32)> = rows(&clf)
        .into_iter()
        .map(|row| {
            (
                row[id].clone(),
                (row[x].parse().unwrap(), row[y].parse().unwrap()),
            )
        })
        .collect();
    let n_columns: u32 = columns_of(&clf, "#%cols=")[0].parse().unwrap();

    let mut connection = Connection::open_in_memory().unwrap();
    let writing = connection.transaction().unwrap();
    let tables = "CREATE TABLE type_dict (type INTEGER, type_id TEXT);
        CREATE TABLE featureSet (fsetid INTEGER, man_fsetid TEXT, type INTEGER);
        CREATE TABLE pmfeature (fid INTEGER, fsetid INTEGER, atom INTEGER, x INTEGER, y INTEGER);";
    writing.execute_batch(tables).unwrap();
    let sets = columns_of(&pgf, "#%header0=");
    let probes = columns_of(&pgf, "#%header2=");
    let name = at(&sets, "probeset_name");
    let [set_id, set_type] = ["probeset_id", "type"].map(|name| at(&sets, name));
    let [probe_id, probe_type] = ["probe_id", "type"].map(|name| at(&probes, name));
    let mut types: Vec<String> = Vec::new();
    let mut set = 0i64;
    for row in rows(&pgf) {
        if !row[0].is_empty() {
            set = row[set_id].parse().unwrap();
            let kind = &row[set_type];
            if !types.contains(kind) {
                types.push(kind.clone());
                let add = "INSERT INTO type_dict VALUES (?, ?)";
                writing.execute(add, params![types.len(), kind]).unwrap();
            }
            let kind = 1 + types.iter().position(|one| one == kind).unwrap();
            let add = "INSERT INTO featureSet VALUES (?, ?, ?)";
            let label = row.get(name).filter(|name| !name.is_empty());
            let label = label.unwrap_or(&row[set_id]);
            writing.execute(add, params![set, label, kind]).unwrap();
        } else if row.len() > probe_type && row[1].is_empty() && row[probe_type].starts_with("pm") {
            let (x, y) = cells[&row[probe_id]];
            let add = "INSERT INTO pmfeature VALUES (?, ?, 1, ?, ?)";
            let fid = y * n_columns + x + 1;
            writing.execute(add, params![fid, set, x, y]).unwrap();
        }
    }
    writing.commit().unwrap();
    connection.serialize("main").unwrap().to_vec()
}

/// A source package, as it is downloaded.
fn packed(name: &str, database: &[u8]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut add = |file: &str, bytes: &[u8]| {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        let path = format!("{name}/{file}");
        archive.append_data(&mut header, path, bytes).unwrap();
    };
    let description = format!("Package: {name}\nVersion: 3.14.1\nTitle: made for a test\n");
    add("DESCRIPTION", description.as_bytes());
    add(&format!("inst/extdata/{name}.sqlite"), database);
    gzip(&archive.into_inner().unwrap())
}

#[test]
fn a_package_and_the_library_it_was_made_of_give_the_same_bytes() {
    let study = Study::new();
    let database = platform_design(&study);
    let name = "pd.simulated.s.rat";
    let file = "pd.simulated.s.rat_3.14.1.tar.gz";
    fs::write(study.path(file), packed(name, &database)).unwrap();
    fs::write(study.path("pd.simulated.s.rat.sqlite"), &database).unwrap();
    fs::create_dir_all(study.path("R/pd.simulated.s.rat/extdata")).unwrap();
    let installed = "R/pd.simulated.s.rat/extdata/pd.simulated.s.rat.sqlite";
    fs::write(study.path(installed), &database).unwrap();
    fs::write(
        study.path("R/pd.simulated.s.rat/DESCRIPTION"),
        "Package: pd.simulated.s.rat\n",
    )
    .unwrap();

    let vendor = ["normalize", "cel", "--out", "vendor"];
    succeed(study.root(), &[&vendor[..], &PROBE_SETS].concat());
    for (package, out) in [
        (file, "tar"),
        ("R/pd.simulated.s.rat", "folder"),
        ("pd.simulated.s.rat.sqlite", "database"),
    ] {
        succeed(
            study.root(),
            &["normalize", "cel", "--package", package, "--out", out],
        );
        for result in ["expression.tsv", "controls.txt"] {
            let [ours, theirs] = [out, "vendor"].map(|out| study.bytes(&format!("{out}/{result}")));
            assert!(ours == theirs, "{package}: {result}");
        }
    }
    let provenance = json(&study.path("tar/provenance.json"));
    let inputs = provenance["inputs"].as_array().unwrap();
    let package = inputs
        .iter()
        .find(|input| input["role"] == "package")
        .unwrap();
    assert_eq!(package["path"], file);

    // all commands that take a library take a package
    study.edit("study.toml", |text| {
        let lines = text.lines().filter(|line| {
            !["pgf", "clf", "mps", "qcc", "bgp"]
                .iter()
                .any(|key| line.trim_start().starts_with(&format!("{key} =")))
        });
        let text: Vec<&str> = lines.collect();
        text.join("\n")
            .replace("[chip]", &format!("[chip]\npackage = \"{file}\""))
    });
    succeed(study.root(), &["check", "study.toml"]);
    succeed(
        study.root(),
        &["qc", "cel", "--package", file, "--out", "q"],
    );
    let all = ["freeze", "cel", "--package", file, "--out", "all.frozen"];
    succeed(study.root(), &all);
    let told = succeed(study.root(), &["inspect", file]);
    assert!(told.contains("platform-design package"), "{told}");
    assert!(told.contains("3.14.1"), "{told}");
}

#[test]
fn expression_from_a_package_is_that_of_oligo() {
    let Some(shared) = shared("expression_from_a_package_is_that_of_oligo") else {
        return;
    };
    let data = shared.join("data/clariom_sim");
    let folder = folder();
    let path = |name: &str| data.join(name).display().to_string();
    let package = path("pd/pd.clariom.s.rat_0.0.1.tar.gz");
    let arguments = [
        "normalize",
        &path("cel"),
        "--package",
        &package,
        "--out",
        "n",
    ];
    succeed(folder.path(), &arguments);
    let ours = read_table(&folder.path().join("n/expression.tsv"));
    let theirs = read_table(&data.join("reference/rma_oligo1.62_pd.clariom.s.rat.tsv.gz"));
    assert_eq!(ours.rows.len(), 27_404);
    let places: HashMap<&str, usize> = (theirs.rows.iter().enumerate())
        .map(|(at, row)| (row[0].as_str(), at))
        .collect();
    let columns: Vec<usize> = (ours.columns[1..].iter())
        .map(|sample| {
            let is_it = |name: &&String| name.split('.').next() == sample.split('.').next();
            let name = theirs.columns.iter().find(is_it).unwrap();
            theirs.position(name)
        })
        .collect();
    let mut largest = 0.0f64;
    for (at, row) in ours.rows.iter().enumerate() {
        let reference = theirs.row_numbers(places[row[0].as_str()], 1);
        for (value, &column) in ours.row_numbers(at, 1).iter().zip(&columns) {
            largest = largest.max((value - reference[column - 1]).abs());
        }
    }
    assert!(largest < 1e-9, "{largest}");
}

/// The genes of the demo's annotation as the packages of chip and species have them.
fn gene_packages(study: &Study) -> (Vec<u8>, Vec<u8>) {
    let annotation = arrayon_formats::annotation::read(&study.path(ANNOTATION)).unwrap();
    let mut chip = Connection::open_in_memory().unwrap();
    let mut species = Connection::open_in_memory().unwrap();
    let (of_chip, of_species) = (chip.transaction().unwrap(), species.transaction().unwrap());
    let tables =
        "CREATE TABLE probes (probe_id VARCHAR(80), gene_id VARCHAR(10), is_multiple SMALLINT);
        CREATE TABLE metadata (name VARCHAR(80) PRIMARY KEY, value VARCHAR(255));
        INSERT INTO metadata VALUES ('ORGANISM', 'Rattus norvegicus'), ('DBSCHEMA', 'RATCHIP_DB');";
    of_chip.execute_batch(tables).unwrap();
    let tables = "CREATE TABLE genes (_id INTEGER PRIMARY KEY, gene_id VARCHAR(10));
        CREATE TABLE gene_info (_id INTEGER, gene_name VARCHAR(255), symbol VARCHAR(80));
        CREATE TABLE metadata (name VARCHAR(80) PRIMARY KEY, value VARCHAR(255));
        INSERT INTO metadata VALUES ('ORGANISM', 'Rattus norvegicus');";
    of_species.execute_batch(tables).unwrap();
    let mut known = BTreeMap::new();
    for (feature, genes) in &annotation.genes {
        let add = "INSERT INTO probes VALUES (?, ?, 0)";
        if genes.is_empty() {
            of_chip
                .execute(add, params![feature, None::<String>])
                .unwrap();
        }
        for gene in genes {
            let next = known.len() + 1;
            let number = *known.entry(gene.symbol.clone()).or_insert(next);
            // the demo's genes have no ids of NCBI
            let id = (20_000 + number).to_string();
            of_chip.execute(add, params![feature, id]).unwrap();
            if number == next {
                of_species
                    .execute("INSERT INTO genes VALUES (?, ?)", params![number, id])
                    .unwrap();
                let row = params![number, gene.title, gene.symbol];
                of_species
                    .execute("INSERT INTO gene_info VALUES (?, ?, ?)", row)
                    .unwrap();
            }
        }
    }
    of_chip.commit().unwrap();
    of_species.commit().unwrap();
    [chip, species]
        .map(|database| database.serialize("main").unwrap().to_vec())
        .into()
}

#[test]
fn genes_come_from_the_packages_of_chip_and_species() {
    let study = Study::new();
    let (chip, species) = gene_packages(&study);
    fs::create_dir(study.path("R")).unwrap();
    let name = "clariomsrattranscriptcluster.db";
    let file = "R/clariomsrattranscriptcluster.db_8.8.0.tar.gz";
    fs::write(study.path(file), packed(name, &chip)).unwrap();
    let normalize = |annotation: &'static str, out: &'static str| {
        let first = ["normalize", "cel", "--samples", "samples.csv"];
        [
            &first[..],
            &LIBRARY,
            &["--annotation", annotation, "--out", out],
        ]
        .concat()
    };
    refuse(study.root(), &normalize(file, "n")).says(&[
        "NCBI gene ids, but no symbols",
        "expected org.Rn.eg.db next to it, in R",
        "Bioconductor",
    ]);
    fs::write(study.path("R/org.Rn.eg.sqlite"), species).unwrap();
    for (annotation, out) in [(file, "package"), (ANNOTATION, "vendor")] {
        succeed(study.root(), &normalize(annotation, out));
        let table = format!("{out}/expression.tsv");
        let folder = format!("{out}-d");
        let arguments = [
            "differential",
            "--matrix",
            &table,
            "--contrasts",
            "contrasts.csv",
        ];
        succeed(
            study.root(),
            &[&arguments[..], &["--out", &folder]].concat(),
        );
    }
    let symbols = |out: &str| -> Vec<String> {
        let place = study.path(&format!("{out}-d/differential"));
        let table = read_table(&place.join("mg001_vs_pairfed.tsv"));
        let mut symbols: Vec<String> = (table.rows.iter())
            .map(|row| format!("{} {}", row[0], row[table.position("gene_symbols")]))
            .collect();
        symbols.sort();
        symbols
    };
    let (ours, theirs) = (symbols("package"), symbols("vendor"));
    assert!(ours.iter().filter(|row| !row.ends_with(' ')).count() > 100);
    let differing = ours.iter().zip(&theirs).filter(|(one, other)| one != other);
    assert_eq!(differing.count(), 0);
}

/// Runs the program, which must refuse what was typed.
fn refuse_flags(study: &Study, arguments: &[&str], says: &str) {
    let output = run(study.root(), arguments);
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(errors.contains(says), "{errors}");
}

#[test]
fn what_is_no_package_is_refused_with_one_message() {
    let study = Study::new();
    let database = platform_design(&study);
    let write = |name: &str, bytes: &[u8]| fs::write(study.path(name), bytes).unwrap();
    let whole = packed("pd.simulated.s.rat", &database);
    write("pd.tar.gz", &whole);
    write("cut.tar.gz", &whole[..whole.len() / 2]);
    write("cut.sqlite", &database[..database.len() / 2]);
    write("text.sqlite", b"no database\n");
    write("wrong.tar.gz", &packed("pd.simulated.s.mouse", &database));
    let mut bomb = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(700 << 20);
    let zeros = std::io::Read::take(std::io::repeat(0), 700 << 20);
    bomb.append_data(&mut header, "pd.x/inst/extdata/pd.x.sqlite", zeros)
        .unwrap();
    write("bomb.tar.gz", &gzip(&bomb.into_inner().unwrap()));
    let objects = {
        let mut archive = tar::Builder::new(Vec::new());
        let mut header = tar::Header::new_gnu();
        header.set_size(5);
        archive
            .append_data(&mut header, "xcdf/data/xcdf.rda", &b"RDX3\n"[..])
            .unwrap();
        gzip(&archive.into_inner().unwrap())
    };
    write("xcdf_2.18.0.tar.gz", &objects);
    for (package, says) in [
        ("cut.tar.gz", &["cut.tar.gz", "again"][..]),
        ("cut.sqlite", &["cut.sqlite", "ends after", "again"]),
        (
            "text.sqlite",
            &["text.sqlite", "Bioconductor annotation package"],
        ),
        ("absent.sqlite", &["absent.sqlite", "no such file"]),
        ("cel", &["cel", "holds no SQLite database"]),
        ("samples.csv", &["samples.csv", "a sample sheet"]),
        ("bomb.tar.gz", &["pd.x.sqlite", "holds more than"]),
        ("xcdf_2.18.0.tar.gz", &["R objects", "--cdf"]),
        (
            "wrong.tar.gz",
            &["chip type 'Simulated_S_Rat'", "simulated.s.mouse"],
        ),
    ] {
        refuse(
            study.root(),
            &["normalize", "cel", "--package", package, "--out", "n"],
        )
        .says(says);
    }
    let several = [
        "normalize",
        "cel",
        "--package",
        "pd.tar.gz",
        "--pgf",
        PGF,
        "--out",
        "n",
    ];
    refuse_flags(&study, &several, "both a package and 'pgf'");
    let level = [
        "normalize",
        "cel",
        "--package",
        "pd.tar.gz",
        "--target",
        "full",
        "--out",
        "n",
    ];
    refuse(study.root(), &level).says(&["no sets of level 'full'", "'probeset'"]);
    let alone = ["normalize", "cel", "--target", "core", "--out", "n"];
    let alone = [&alone[..], &PROBE_SETS].concat();
    refuse_flags(&study, &alone, "'core', without 'package'");
    let output = run(study.root(), &["inspect", "xcdf_2.18.0.tar.gz"]);
    assert!(output.status.success());
}
