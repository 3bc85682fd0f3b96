//! Sets out of the Gene Ontology columns of a chip's annotation.

use arrayon_formats::annotation::read_terms;
use arrayon_formats::obo::parse_obo;
use arrayon_genesets::{AnnotatedGene, TermSetSettings, TermSets};
use std::path::Path;

const ANNOTATION: &str = "transcript_cluster_id,gene_assignment,GO_biological_process\n\
    TC1,NM_1 // Il6 // interleukin 6 // --- // 24498,\
    GO:0002526 // acute inflammatory response // inferred from direct assay\n\
    TC2,NM_2 // Tnf // tumor necrosis factor // --- // 24835,\
    GO:0006954 // inflammatory response // inferred from electronic annotation /// \
    GO:0000001 // merged // inferred from direct assay\n";

const ONTOLOGY: &str = "[Term]\nid: GO:0006954\nname: inflammatory response\nalt_id: GO:0000001\n\n\
    [Term]\nid: GO:0002526\nname: acute inflammatory response\nis_a: GO:0006954\n";

#[test]
fn with_and_without_an_ontology() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genes.csv");
    std::fs::write(&path, ANNOTATION).unwrap();
    let found = read_terms(&path).unwrap();
    let settings = TermSetSettings::default();

    let flat = TermSets::new(&found.ontology, &found.annotations, &settings);
    assert_eq!(flat.set("GO:0006954").unwrap().genes, ["Tnf"]);
    assert_eq!(
        flat.set("GO:0002526").unwrap().description,
        "acute inflammatory response"
    );

    let ontology = parse_obo(ONTOLOGY, Path::new("x.obo")).unwrap();
    let whole = TermSets::new(&ontology, &found.annotations, &settings);
    assert_eq!(whole.set("GO:0006954").unwrap().genes, ["Il6", "Tnf"]);
    assert_eq!(whole.counts().n_merged, 1);

    let settings = TermSetSettings {
        excluded_evidence: vec!["IEA".into(), "IDA".into()],
        gene: AnnotatedGene::ObjectId,
        ..settings
    };
    let none = TermSets::new(&ontology, &found.annotations, &settings);
    assert_eq!(none.counts().n_excluded_evidence, 3);
    let settings = TermSetSettings {
        excluded_evidence: vec!["IEA".into()],
        ..settings
    };
    let by_id = TermSets::new(&ontology, &found.annotations, &settings);
    assert_eq!(by_id.set("GO:0006954").unwrap().genes, ["24498", "24835"]);
}
