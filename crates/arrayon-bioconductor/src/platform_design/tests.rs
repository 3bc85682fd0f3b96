use super::*;
use crate::database::Database;
use arrayon_core::ProbeSetKind;
use rusqlite::Connection;
use std::path::Path;

/// A chip of 4 columns: two genes, a control and an antigenomic set.
const GENE_ARRAY: &str = "
    CREATE TABLE type_dict (type INTEGER, type_id TEXT);
    INSERT INTO type_dict VALUES (1, 'main'), (2, 'control->bgp->antigenomic');
    CREATE TABLE featureSet (fsetid INTEGER PRIMARY KEY, type INTEGER, level INTEGER);
    INSERT INTO featureSet VALUES (10, 1, 1), (11, 1, 1), (12, 2, NULL), (13, NULL, 2);
    CREATE TABLE pmfeature (fid INTEGER, fsetid INTEGER, atom INTEGER, x INTEGER, y INTEGER);
    INSERT INTO pmfeature VALUES (6, 10, 1, 1, 1), (1, 11, 2, 0, 0), (2, 10, 3, 1, 0),
        (9, 12, 4, 0, 2), (10, 13, 5, 1, 2);
    CREATE TABLE core_mps (meta_fsetid INTEGER, transcript_cluster_id INTEGER, fsetid INTEGER);
    INSERT INTO core_mps VALUES (500, 500, 11), (500, 500, 10), (501, 501, 12), (502, 502, 99);
    CREATE TABLE bgfeature (fid INTEGER, fsetid INTEGER, fs_type TEXT, f_type TEXT, x INTEGER, y INTEGER);
    INSERT INTO bgfeature VALUES (9, 12, 'control->bgp->antigenomic', 'pm:st', 0, 2),
        (8, 12, 'control->bgp->genomic', 'pm:st', 3, 1);";

fn bytes_of(statements: &str) -> Vec<u8> {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(statements).unwrap();
    connection.serialize("main").unwrap().to_vec()
}

fn package(name: &str, statements: &str) -> Package {
    Package {
        name: name.to_owned(),
        version: String::new(),
        geometry: None,
        database: Database::open(bytes_of(statements), Path::new("pd.sqlite")).unwrap(),
    }
}

fn read_at(statements: &str, level: Option<Level>) -> Result<PlatformDesign, InputError> {
    read(&package("pd.made.up", statements), level)
}

fn cells(design: &ChipDesign) -> Vec<(&str, Vec<u32>)> {
    let sets = design.probe_sets.iter();
    sets.map(|set| {
        let probes = &design.perfect_match[set.probes.clone()];
        (set.label(), probes.iter().map(|probe| probe.cell).collect())
    })
    .collect()
}

#[test]
fn probe_sets_and_levels_are_those_of_the_tables() {
    let core = read_at(GENE_ARRAY, None).unwrap();
    assert_eq!(
        cells(&core.design),
        [("500", vec![5, 1, 0]), ("501", vec![8])]
    );
    assert_eq!(core.design.probe_sets[0].kind, ProbeSetKind::Main);
    assert!(core.design.probe_sets[1].kind.is_antigenomic());
    assert_eq!(core.design.background_cells, [8]);
    assert_eq!((core.design.n_rows, core.design.n_columns), (3, 4));
    assert!(!core.states_rows && !core.is_remapped);
    assert_eq!(core.design.chip_types, ["made.up"]);

    let sets = read_at(GENE_ARRAY, Some(Level::Probeset)).unwrap();
    let expected = [
        ("10", vec![5, 1]),
        ("11", vec![0]),
        ("12", vec![8]),
        ("13", vec![9]),
    ];
    assert_eq!(cells(&sets.design), expected);
    assert!(!sets.design.probe_sets[3].kind.is_main());

    let error = read_at(GENE_ARRAY, Some(Level::Full)).unwrap_err();
    assert_eq!(
        error.to_string(),
        "pd.sqlite: the package has no sets of level 'full'; expected one of probeset, core"
    );
}

#[test]
fn expression_arrays_and_generic_packages_are_read_too() {
    let ivt = "
        CREATE TABLE featureSet (fsetid INTEGER PRIMARY KEY, strand INTEGER, man_fsetid TEXT);
        INSERT INTO featureSet VALUES (1, 0, '1007_s_at'), (2, 0, '1053_at');
        CREATE TABLE pmfeature (fid INTEGER PRIMARY KEY, fsetid INTEGER, x INTEGER, y INTEGER);
        INSERT INTO pmfeature VALUES (1, 2, 0, 0), (5, 1, 1, 1), (4, 1, 0, 1);";
    let read_ivt = read_at(ivt, None).unwrap().design;
    // its probes are kept in the order of their cells
    let expected = [("1007_s_at", vec![3, 4]), ("1053_at", vec![0])];
    assert_eq!(cells(&read_ivt), expected);
    assert_eq!(read_ivt.probe_sets[0].kind, ProbeSetKind::Undeclared);

    let generic = "
        CREATE TABLE featureSet1 (fsetid INTEGER PRIMARY KEY, man_fsetid TEXT);
        INSERT INTO featureSet1 VALUES (1, 'A'), (2, 'B');
        CREATE TABLE pmfeature (fid INTEGER PRIMARY KEY, x INTEGER, y INTEGER);
        INSERT INTO pmfeature VALUES (1, 0, 0), (4, 0, 1);
        CREATE TABLE mps1pm (fsetid INTEGER, fid INTEGER);
        INSERT INTO mps1pm VALUES (1, 4), (2, 4), (2, 1);";
    let read_generic = read_at(generic, None).unwrap().design;
    assert_eq!(cells(&read_generic), [("A", vec![3]), ("B", vec![3, 0])]);
}

#[test]
fn a_stated_geometry_counts_where_it_agrees() {
    for (stated, n_rows, is_stated) in [
        (Some((7, 4)), 7, true),
        (Some((7, 5)), 3, false),
        (Some((2, 4)), 3, false),
        (None, 3, false),
    ] {
        let mut package = package("pd.x", GENE_ARRAY);
        package.geometry = stated;
        let found = read(&package, None).unwrap();
        assert_eq!(
            (found.design.n_rows, found.states_rows),
            (n_rows, is_stated)
        );
    }
}

#[test]
fn remapped_packages_are_told_by_their_names() {
    assert!(is_remapped("pd.hgu133plus2.hs.entrezg"));
    assert!(is_remapped("pd.clariomsrat.rn.ensg"));
    assert_eq!(chip_of("pd.hgu133plus2.hs.entrezg"), "hgu133plus2");
    assert_eq!(chip_of("pd.hugene.1.0.st.v1"), "hugene.1.0.st.v1");
    assert!(!is_remapped("pd.clariom.s.rat"));
    assert!(!is_remapped("pd.hugene.1.0.st.v1"));
}

#[test]
fn what_no_chip_can_be_is_refused() {
    let changed = |from: &str, to: &str| {
        assert!(GENE_ARRAY.contains(from), "{from}");
        let error = read_at(&GENE_ARRAY.replace(from, to), None);
        error.map(|_| ()).unwrap_err().to_string()
    };
    for (from, to, message) in [
        (
            "(2, 10, 3, 1, 0)",
            "(3, 10, 3, 1, 0)",
            "probe 3 of table 'pmfeature' lies at x 1, y 0",
        ),
        (
            "(2, 10, 3, 1, 0)",
            "(0, 10, 3, 1, 0)",
            "'0' in column 'fid'",
        ),
        ("(2, 10, 3, 1, 0)", "(2, 77, 3, 1, 0)", "probes of set 77"),
        (
            "(2, 10, 3, 1, 0)",
            "(2, 'x', 3, 1, 0)",
            "'x' in column 'fsetid'",
        ),
        (
            "(10, 13, 5, 1, 2)",
            "(400000002, 13, 5, 1, 100000000)",
            "a chip of 100000001 rows",
        ),
        (
            "(9, 12, 'control",
            "(99, 12, 'control",
            "'99' in column 'fid' of table 'bgfeature'",
        ),
        (
            "y INTEGER);\n    INSERT INTO pmfeature",
            "z INTEGER);\n    INSERT INTO pmfeature",
            "no column 'y' in table 'pmfeature'",
        ),
    ] {
        let changed = changed(from, to);
        assert!(changed.contains(message), "{changed}");
    }
    let none = read_at("CREATE TABLE probes (probe_id, gene_id);", None);
    let none = none.unwrap_err();
    assert!(none.hint.contains("--annotation"), "{none:?}");
}

#[test]
fn hostile_databases_are_refused_in_finite_time_and_memory() {
    let open = |bytes: Vec<u8>| Database::open(bytes, Path::new("x.sqlite"));
    let whole = bytes_of(GENE_ARRAY);
    assert!(open(b"PK\x03\x04".to_vec()).is_err());
    assert!(open(Vec::new()).is_err());
    let error = open(whole[..whole.len() - 1000].to_vec())
        .map(|_| ())
        .unwrap_err();
    assert!(error.found.contains("ends after"), "{error}");
    // any byte may be any other: an error or a chip, never a panic
    for at in (0..whole.len()).step_by(37) {
        let mut damaged = whole.clone();
        damaged[at] ^= 0xff;
        let opened = open(damaged);
        let _ = opened.and_then(|database| {
            let package = Package {
                name: "pd.x".to_owned(),
                version: String::new(),
                geometry: None,
                database,
            };
            read(&package, None).map(|_| ())
        });
    }
    // a column that computes for ever when it is read is not read
    let endless = "CREATE TABLE featureSet (fsetid INTEGER PRIMARY KEY, man_fsetid TEXT AS
            (printf('%.*c', 2000000000, 'x')));
        INSERT INTO featureSet (fsetid) VALUES (1);
        CREATE TABLE pmfeature (fid INTEGER, fsetid INTEGER, x INTEGER, y INTEGER);
        INSERT INTO pmfeature VALUES (1, 1, 0, 0);";
    assert_eq!(
        cells(&read_at(endless, None).unwrap().design),
        [("1", vec![0])]
    );
    let view =
        "CREATE VIEW featureSet AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
            SELECT i AS fsetid FROM n;
        CREATE TABLE pmfeature (fid INTEGER, fsetid INTEGER, x INTEGER, y INTEGER);";
    assert!(read_at(view, None).is_err());
}

#[test]
fn many_rows_take_memory_in_proportion() {
    let many = "CREATE TABLE featureSet (fsetid INTEGER PRIMARY KEY, man_fsetid TEXT);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            INSERT INTO featureSet SELECT i, 'set' || i FROM n;
        CREATE TABLE pmfeature (fid INTEGER, fsetid INTEGER, x INTEGER, y INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 999999)
            INSERT INTO pmfeature SELECT i + 1, 1 + i % 300000, i % 1000, i / 1000 FROM n;";
    let design = read_at(many, None).unwrap().design;
    assert_eq!(design.perfect_match.len(), 1_000_000);
    assert_eq!(design.probe_sets.len(), 300_000);
    assert_eq!((design.n_rows, design.n_columns), (1000, 1000));
    // 33 times all probes
    let sharing = format!(
        "{many} CREATE TABLE core_mps (meta_fsetid INTEGER, fsetid INTEGER);
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 33)
            INSERT INTO core_mps SELECT i, fsetid FROM n, featureSet;"
    );
    let error = read_at(&sharing, None).unwrap_err();
    assert!(error.found.contains("more than 32 times"), "{error}");
}
