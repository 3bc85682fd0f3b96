use super::*;
use arrayon_core::GeneAssignment;

fn annotation(text: &str) -> Result<GeneAnnotation, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, text).unwrap();
    read(&path).map_err(|mut error| {
        error.path = "a.csv".into();
        error
    })
}

fn symbols(annotation: &GeneAnnotation, id: &str) -> Vec<String> {
    (annotation.genes_of(id).iter())
        .map(|gene| gene.symbol.clone())
        .collect()
}

const HEADER: &str = "#%netaffx-annotation-netaffx-build=36\n#%genome-version=rn6\n\
                      \"transcript_cluster_id\",\"probeset_id\",\"gene_assignment\",\"x\"\n";

#[test]
fn reads_gene_assignments() {
    let text = format!(
        "{HEADER}\"TC1.rn.2\",\"PSR1\",\"NM_1 // Hmox1 // heme oxygenase, 1 // 19p11 // --- /// \
         ENS1 // Hmox1 // other title // --- // 24451 /// NM_2 // Mcm5 // --- // --- // 7\",\"1\"\n\
         \"TC2.rn.2\",\"TC2.rn.2\",\"---\",\"1\"\n"
    );
    let found = annotation(&text).unwrap();
    assert_eq!(found.origin, "a.csv, NetAffx build 36, genome rn6");
    assert_eq!(
        found.genes_of("TC1.rn.2")[0],
        GeneAssignment {
            accession: "NM_1".into(),
            symbol: "Hmox1".into(),
            title: "heme oxygenase, 1".into(),
            entrez_id: "24451".into(),
        }
    );
    assert_eq!(symbols(&found, "TC1.rn.2"), ["Hmox1", "Mcm5"]);
    assert_eq!(symbols(&found, "PSR1"), ["Hmox1", "Mcm5"]);
    assert!(found.genes["TC2.rn.2"].is_empty());
    assert_eq!(found.genes.len(), 3);
    assert!(found.genes_of("TC1.rn").is_empty());
}

#[test]
fn genes_without_symbol_are_kept_by_entrez_id() {
    let text = format!(
        "{HEADER}T,T,NM // --- // --- // --- // 5 /// NM2 // --- // --- // --- // 6 /// X // ---,1\n"
    );
    let found = annotation(&text).unwrap();
    let ids: Vec<&str> = (found.genes_of("T").iter())
        .map(|gene| gene.entrez_id.as_str())
        .collect();
    assert_eq!(ids, ["5", "6"]);
}

#[test]
fn reads_tables_of_ids_and_genes() {
    let text = "Probe Set ID,Gene Symbol,Entrez Gene,Gene Title\n\
                a,X /// Y,1 /// 2,the x /// the y\n\
                b,Z,3,\"z; membrane\"\n\
                b,W;Z,NA,\n\
                c,---,---,---\n\
                d,P;Q,9,\n";
    let found = annotation(text).unwrap();
    assert_eq!(found.origin, "a.csv");
    assert_eq!(found.genes_of("a")[1].entrez_id, "2");
    assert_eq!(found.genes_of("a")[1].title, "the y");
    assert_eq!(found.genes_of("b")[0].title, "z; membrane");
    assert_eq!(symbols(&found, "b"), ["Z", "W"]);
    assert!(found.genes["c"].is_empty());
    assert_eq!(symbols(&found, "d"), ["P", "Q"]);
    assert_eq!(found.genes_of("d")[0].entrez_id, "");
}

#[test]
fn refuses_tables_without_ids_or_genes() {
    let error = |text: &str| annotation(text).unwrap_err();
    let found = error("#c\nprobeset_id,mrna_assignment\n1,2\n");
    assert_eq!(
        found.to_string(),
        "a.csv, line 2: the columns are 'probeset_id', 'mrna_assignment'; expected a column \
         'symbol' with genes, or 'gene_assignment'"
    );
    assert!(found.hint.contains("not genes"), "{}", found.hint);
    assert!(error("x,symbol\n1,2\n").expected.contains("feature_id"));
    assert!(
        error("x,gene_assignment\n1,2\n")
            .expected
            .contains("transcript_cluster_id")
    );
    assert!(
        error("id,symbol\n,A\n")
            .to_string()
            .contains("line 2: the row has no feature id")
    );
    assert!(
        error(&format!("{HEADER},,x,y\n"))
            .to_string()
            .contains("line 4: the row has no id")
    );
    assert!(error("id,symbol\n").found.contains("no row"));
    assert!(
        error("id,symbol\na\n")
            .to_string()
            .contains("line 2, column 'symbol'")
    );
}
