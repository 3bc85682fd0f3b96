use super::*;
use rusqlite::Connection;
use std::path::Path;

const SPECIES: &str = "
    CREATE TABLE genes (_id INTEGER PRIMARY KEY, gene_id VARCHAR(10) NOT NULL UNIQUE);
    INSERT INTO genes VALUES (1, '24451'), (2, '25124'), (3, '9');
    CREATE TABLE gene_info (_id INTEGER NOT NULL UNIQUE, gene_name VARCHAR(255), symbol VARCHAR(80));
    INSERT INTO gene_info VALUES (1, 'heme oxygenase 1', 'Hmox1'), (2, 'signal transducer', 'Stat1');";

const CHIP: &str = "
    CREATE TABLE probes (probe_id VARCHAR(80), gene_id VARCHAR(10) NULL, is_multiple SMALLINT NOT NULL);
    INSERT INTO probes VALUES ('TC1.rn.2', '24451', 1), ('TC1.rn.2', '25124', 1),
        ('TC1.rn.2', '24451', 1), ('TC2.rn.2', NULL, 0), ('TC3.rn.2', '9', 0);";

fn package(name: &str, statements: &str) -> Package {
    let connection = Connection::open_in_memory().unwrap();
    connection.execute_batch(statements).unwrap();
    let bytes = connection.serialize("main").unwrap().to_vec();
    Package {
        name: name.to_owned(),
        version: "1.0".to_owned(),
        geometry: None,
        database: Database::open(bytes, Path::new("x.sqlite")).unwrap(),
    }
}

#[test]
fn features_of_a_chip_get_the_names_of_their_genes() {
    let species = Genes::read(&package("org.Rn.eg.db", SPECIES)).unwrap();
    let annotation = read(&package("ratchip.db", CHIP), &species).unwrap();
    assert_eq!(annotation.origin, "ratchip.db 1.0 with org.Rn.eg.db 1.0");
    let symbols: Vec<&str> = annotation
        .genes_of("TC1.rn.2")
        .iter()
        .map(|gene| gene.symbol.as_str())
        .collect();
    assert_eq!(symbols, ["Hmox1", "Stat1"]);
    assert_eq!(annotation.genes_of("TC1.rn.2")[0].title, "heme oxygenase 1");
    assert!(annotation.genes_of("TC2.rn.2").is_empty());
    assert!(annotation.genes.contains_key("TC2.rn.2"));
    // a gene without a name keeps its id
    assert_eq!(annotation.genes_of("TC3.rn.2")[0].entrez_id, "9");
    let of_genes = species.as_features();
    assert_eq!(of_genes.genes_of("24451_at")[0].symbol, "Hmox1");
    assert_eq!(of_genes.genes_of("25124")[0].entrez_id, "25124");
}

#[test]
fn terms_and_other_symbols_are_those_of_the_species() {
    let statements = format!(
        "{SPECIES} CREATE TABLE go_bp (_id INTEGER, go_id CHAR(10), evidence CHAR(3));
        INSERT INTO go_bp VALUES (1, 'GO:0006954', 'IDA'), (9, 'GO:0006954', 'IEA');
        CREATE TABLE go_mf (_id INTEGER, go_id CHAR(10), evidence CHAR(3));
        INSERT INTO go_mf VALUES (2, 'GO:0003700', 'IEA');
        CREATE TABLE alias (_id INTEGER, alias_symbol VARCHAR(80));
        INSERT INTO alias VALUES (1, 'Ho1'), (1, 'Hmox1'), (1, 'HEOXG');"
    );
    let package = package("org.Rn.eg.db", &statements);
    let species = Genes::read(&package).unwrap();
    let terms = species.terms(&package).unwrap();
    let rows: Vec<(&str, &str, &str)> = terms
        .annotations
        .iter()
        .map(|row| {
            (
                row.symbol.as_str(),
                row.term.as_str(),
                row.evidence.as_str(),
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("Hmox1", "GO:0006954", "IDA"),
            ("Stat1", "GO:0003700", "IEA")
        ]
    );
    assert_eq!(terms.n_without_gene, 1);
    let branches: Vec<&str> = terms
        .ontology
        .terms
        .iter()
        .map(|term| term.namespace.as_str())
        .collect();
    assert_eq!(branches, ["molecular_function", "biological_process"]);
    let synonyms = species.synonyms(&package).unwrap();
    let of_hmox1: Vec<&str> = synonyms["Hmox1"].iter().map(String::as_str).collect();
    assert_eq!(of_hmox1, ["HEOXG", "Ho1"]);
    assert!(synonyms["Stat1"].is_empty());
}

#[test]
fn the_species_of_a_chip_is_stated() {
    for (species, expected) in [
        ("Rattus norvegicus", Some("org.Rn.eg")),
        ("Macaca mulatta", Some("org.Mmu.eg")),
        ("rat", None),
    ] {
        let statements = format!(
            "{CHIP} CREATE TABLE metadata (name, value);
            INSERT INTO metadata VALUES ('DBSCHEMA', 'RATCHIP_DB'), ('ORGANISM', '{species}');"
        );
        let found = species_package(&package("ratchip.db", &statements)).unwrap();
        assert_eq!(found.as_deref(), expected);
    }
    assert_eq!(species_package(&package("ratchip.db", CHIP)).unwrap(), None);
}

#[test]
fn packages_of_other_kinds_and_species_are_refused() {
    let species = Genes::read(&package("org.Rn.eg.db", SPECIES)).unwrap();
    let other = CHIP.replace("24451", "777").replace("25124", "778");
    let other = other.replace("'9'", "'779'");
    let error = read(&package("mousechip.db", &other), &species).unwrap_err();
    assert!(error.found.starts_with("0 of its 3 gene ids"), "{error}");
    let error = read(&package("org.Rn.eg.db", SPECIES), &species).unwrap_err();
    assert!(error.found.contains("gene_info, genes"), "{error}");
    let error = Genes::read(&package("ratchip.db", CHIP)).unwrap_err();
    assert!(
        error
            .found
            .contains("'ratchip.db' is no package of the genes"),
        "{error}"
    );
    let design = "CREATE TABLE pmfeature (fid); CREATE TABLE featureSet (fsetid);";
    let error = read(&package("pd.x", design), &species).unwrap_err();
    assert!(error.hint.contains("--package"), "{error:?}");
}

/// Notes nothing.
struct Nobody;

impl arrayon_formats::source::Recorder for Nobody {
    fn record(&self, _: &str, _: &Path, _: &str) {}
}

#[test]
fn a_real_package_of_a_species() {
    let folder = arrayon_testkit::testdata().join("golden/annotation-packages");
    let path = folder.join("org.Hs.eg.sqlite");
    let package = Package::read(&path, &Nobody, "annotation").unwrap();
    assert_eq!(package.name, "org.Hs.eg");
    let species = Genes::read(&package).unwrap();
    let annotation = species.as_features();
    let synonyms = species.synonyms(&package).unwrap();
    let terms = species.terms(&package).unwrap();
    let expected = arrayon_testkit::read_table(&folder.join("expected.tsv"));
    assert_eq!(species.n_genes(), expected.rows.len());
    for row in &expected.rows {
        let [id, symbol, title, n_aliases, n_terms] = &row[..] else {
            panic!("{row:?}");
        };
        let genes = annotation.genes_of(&format!("{id}_at"));
        let found = (genes[0].symbol.as_str(), genes[0].title.as_str());
        assert_eq!(found, (symbol.as_str(), title.as_str()));
        assert_eq!(synonyms[symbol].len().to_string(), *n_aliases, "{symbol}");
        let n = terms.annotations.iter().filter(|one| one.symbol == *symbol);
        assert_eq!(n.count().to_string(), *n_terms, "{symbol}");
    }
}
