//! The real tables of the reference data.

use arrayon_formats::{annotation, contrasts, gmt, matrix, sample_sheet};
use arrayon_testkit::{assert_all_close, read_table, shared};

#[test]
fn gse12654_sheet_and_contrasts_fit_each_other() {
    let Some(folder) = shared("gse12654_sheet_and_contrasts_fit_each_other") else {
        return;
    };
    let folder = folder.join("data/gse12654");
    let sheet = sample_sheet::read(&folder.join("samples.csv")).unwrap();
    assert_eq!(sheet.n_samples(), 24);
    assert_eq!(
        (sheet.samples[0].as_str(), sheet.lines[0]),
        ("GSM317649", 2)
    );
    assert_eq!(sheet.files.as_ref().unwrap()[23], "GSM317697.CEL.gz");
    assert_eq!(
        sheet.column_names(),
        [
            "sample",
            "diagnosis",
            "sex",
            "age",
            "brain_ph",
            "pmi_h",
            "rate_of_death"
        ]
    );
    let count = |column: &str, level: &str| {
        let values = &sheet.column(column).unwrap().values;
        values.iter().filter(|value| *value == level).count()
    };
    assert_eq!((count("diagnosis", "Control"), count("sex", "F")), (12, 11));

    let path = folder.join("contrasts.csv");
    let found = contrasts::read(&path).unwrap();
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].id, "female_vs_male");
    assert_eq!(found[0].direction(), "positive = higher in F than in M");
    assert_eq!(found[1].blocking, ["sex", "brain_ph"]);
    contrasts::check_against(&found, &path, &sheet).unwrap();
}

#[test]
fn expression_as_r_writes_it() {
    let Some(folder) = shared("expression_as_r_writes_it") else {
        return;
    };
    let path = folder.join("data/gse12654/reference/rma_affy.tsv.gz");
    let expression = matrix::read(&path).unwrap();
    assert_eq!(
        (expression.n_features(), expression.n_samples()),
        (8551, 24)
    );
    assert!(!matrix::ScaleEvidence::of(&expression).looks_linear());
    let table = read_table(&path);
    assert_eq!(expression.samples(), &table.columns[1..]);
    assert_eq!(expression.features()[..], table.text("")[..]);
    for row in [0, 4000, 8550] {
        let expected = table.row_numbers(row, 1);
        assert_all_close(expression.row(row), &expected, 0.0, "row");
    }
}

#[test]
fn expression_of_the_simulated_study() {
    let Some(folder) = shared("expression_of_the_simulated_study") else {
        return;
    };
    let folder = folder.join("data/clariom_sim");
    let sheet = sample_sheet::read(&folder.join("samples.tsv")).unwrap();
    for (name, n_features) in [
        ("rma_preprocessCore_all_probes.tsv.gz", 27_404),
        ("rma_apt1.16_mps.tsv.gz", 27_381),
    ] {
        let expression = matrix::read(&folder.join("reference").join(name)).unwrap();
        assert_eq!(expression.n_features(), n_features, "{name}");
        assert_eq!(expression.n_samples(), sheet.n_samples(), "{name}");
    }
    assert_eq!(sheet.files.unwrap()[0], "S001_G1.CEL");
    assert_eq!(sheet.columns[1].values[0], "G1");
}

#[test]
fn annotation_of_the_simulated_chip() {
    let Some(folder) = shared("annotation_of_the_simulated_chip") else {
        return;
    };
    let path = folder.join("data/clariom_sim/library/Clariom_S_Rat.r1.na36.transcript.csv.gz");
    let found = annotation::read(&path).unwrap();
    assert_eq!(
        found.origin,
        "Clariom_S_Rat.r1.na36.transcript.csv.gz, NetAffx build 36, genome rn6"
    );
    let gene = &found.genes_of("TC0100000001.rn.2")[0];
    assert_eq!(
        (
            gene.accession.as_str(),
            gene.symbol.as_str(),
            gene.title.as_str()
        ),
        ("NM_000100000", "Gene1", "synthetic gene 1")
    );
    assert_eq!(gene.entrez_id, "500000");
    assert!(found.genes.len() > 20_000, "{}", found.genes.len());
}

#[test]
fn gene_sets() {
    let Some(folder) = shared("gene_sets") else {
        return;
    };
    let n_sets = |name: &str| gmt::read(&folder.join("data").join(name)).unwrap().len();
    assert_eq!(
        n_sets("genesets/hallmark_v2025.1_rat_homologene.symbols.gmt"),
        50
    );
    assert!(n_sets("genesets/wikipathways_20260822_Rattus_norvegicus.ncbigene.gmt") > 50);
    assert!(n_sets("clariom_sim/sets.symbol.gmt.gz") > 100);

    // What the reference data's notes state of the themes: 125 sets, 2,928 genes.
    let themes = "genesets/themes_rat_goa20190114_isa_partof.symbols.gmt";
    let sets = gmt::read(&folder.join("data").join(themes)).unwrap();
    let mut genes: Vec<&String> = sets.iter().flat_map(|set| &set.genes).collect();
    genes.sort_unstable();
    genes.dedup();
    assert_eq!((sets.len(), genes.len()), (125, 2928));
}
