//! JSON Schemas (draft 2020-12) of all result files, generated from their types.

use crate::document::{Document, DocumentKind, SCHEMA_VERSION};
use crate::{
    bootstrap_shard, clusters, differential, differential_summary, dose, gene_clusters, gene_sets,
    intersections, methods, pca, phenotype, provenance, qc, summary, themes,
};
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The name of every schema, as `arrayon schema NAME` takes it.
pub const NAMES: [&str; 19] = [
    "summary",
    "qc",
    "differential",
    "rank-products",
    "sam",
    "consensus",
    "differential-summary",
    "intersections",
    "dose",
    "phenotype",
    "phenotype-spline",
    "phenotype-relation",
    "clusters",
    "gene-clusters",
    "pca",
    "bootstrap-shard",
    "genesets",
    "themes",
    "provenance",
];

/// The schema of that name, or `None` for an unknown name.
pub fn schema(name: &str) -> Option<Value> {
    match name {
        "summary" => Some(schema_of::<summary::Summary>()),
        "qc" => Some(schema_of::<qc::QualityControl>()),
        "differential" => Some(schema_of::<differential::Differential>()),
        "differential-summary" => Some(with_example(
            schema_of::<differential_summary::DifferentialSummary>(),
            &differential_summary::example(),
        )),
        "rank-products" => Some(schema_of::<methods::RankProducts>()),
        "sam" => Some(schema_of::<methods::Sam>()),
        "consensus" => Some(schema_of::<methods::Consensus>()),
        "intersections" => Some(schema_of::<intersections::Intersections>()),
        "dose" => Some(schema_of::<dose::Dose>()),
        "phenotype" => Some(schema_of::<phenotype::Phenotype>()),
        "phenotype-spline" => Some(schema_of::<phenotype::PhenotypeSpline>()),
        "phenotype-relation" => Some(schema_of::<phenotype::PhenotypeRelation>()),
        "clusters" => Some(schema_of::<clusters::Clusters>()),
        "gene-clusters" => Some(schema_of::<gene_clusters::GeneClusters>()),
        "pca" => Some(schema_of::<pca::Pca>()),
        "bootstrap-shard" => Some(schema_of::<bootstrap_shard::BootstrapShard>()),
        "genesets" => Some(schema_of::<gene_sets::GeneSets>()),
        "themes" => Some(schema_of::<themes::Themes>()),
        "provenance" => Some(schema_of::<provenance::Provenance>()),
        _ => None,
    }
}

fn schema_of<T: DocumentKind + JsonSchema>() -> Value {
    let mut schema = schemars::schema_for!(Document<T>).to_value();
    schema["$id"] = json!(format!("{}/{SCHEMA_VERSION}", T::SCHEMA));
    schema["title"] = json!(T::SCHEMA);
    schema["properties"]["schema"]["const"] = json!(T::SCHEMA);
    schema
}

fn with_example(mut schema: Value, example: &impl serde::Serialize) -> Value {
    schema["examples"] = json!([example]);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The shipped schemas are generated; this fails when a type changed without them.
    /// `UPDATE_SCHEMAS=1 cargo test -p arrayon-results` writes them anew.
    #[test]
    fn shipped_schemas_are_those_of_the_types() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for name in NAMES {
            let text = serde_json::to_string_pretty(&schema(name).unwrap()).unwrap() + "\n";
            let path = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let shipped = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(shipped, text, "{} is out of date", path.display());
        }
    }

    #[test]
    fn unknown_names_have_no_schema() {
        assert!(schema("sumary").is_none());
    }
}
