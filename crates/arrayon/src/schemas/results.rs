//! JSON Schemas (draft 2020-12) of all result files, generated from their types.

use arrayon_results::document::{Document, DocumentKind, SCHEMA_VERSION};
use arrayon_results::{
    bootstrap_shard, clusters, differential, differential_summary, dose, gene_clusters, gene_sets,
    intersections, methods, pca, phenotype, provenance, qc, summary, themes,
};
use schemars::JsonSchema;
use serde_json::{Value, json};

/// The schema of one kind of result file.
#[derive(Debug, Clone, Copy)]
pub struct ResultSchema {
    /// Its name, as `arrayon schema NAME` takes it.
    pub name: &'static str,
    make: fn() -> Value,
}

impl ResultSchema {
    const fn of<T: DocumentKind + JsonSchema>(name: &'static str) -> Self {
        Self {
            name,
            make: schema_of::<T>,
        }
    }

    /// The schema itself.
    pub fn schema(&self) -> Value {
        (self.make)()
    }
}

/// The schemas of all result files.
pub const RESULT_SCHEMAS: &[ResultSchema] = &[
    ResultSchema::of::<summary::Summary>("summary"),
    ResultSchema::of::<qc::QualityControl>("qc"),
    ResultSchema::of::<differential::Differential>("differential"),
    ResultSchema::of::<methods::RankProducts>("rank-products"),
    ResultSchema::of::<methods::Sam>("sam"),
    ResultSchema::of::<methods::Consensus>("consensus"),
    ResultSchema {
        name: "differential-summary",
        make: || {
            let schema = schema_of::<differential_summary::DifferentialSummary>();
            with_example(schema, &differential_summary::example())
        },
    },
    ResultSchema::of::<intersections::Intersections>("intersections"),
    ResultSchema::of::<dose::Dose>("dose"),
    ResultSchema::of::<phenotype::Phenotype>("phenotype"),
    ResultSchema::of::<phenotype::PhenotypeSpline>("phenotype-spline"),
    ResultSchema::of::<phenotype::PhenotypeRelation>("phenotype-relation"),
    ResultSchema::of::<clusters::Clusters>("clusters"),
    ResultSchema::of::<gene_clusters::GeneClusters>("gene-clusters"),
    ResultSchema::of::<pca::Pca>("pca"),
    ResultSchema::of::<bootstrap_shard::BootstrapShard>("bootstrap-shard"),
    ResultSchema::of::<gene_sets::GeneSets>("genesets"),
    ResultSchema::of::<themes::Themes>("themes"),
    ResultSchema::of::<provenance::Provenance>("provenance"),
];

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
    /// `UPDATE_SCHEMAS=1 cargo test -p arrayon` writes them anew.
    #[test]
    fn shipped_schemas_are_those_of_the_types() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas");
        for kind in RESULT_SCHEMAS {
            let text = serde_json::to_string_pretty(&kind.schema()).unwrap() + "\n";
            let name = kind.name;
            let path = folder.join(format!("{name}.schema.json"));
            if std::env::var_os("UPDATE_SCHEMAS").is_some() {
                std::fs::create_dir_all(&folder).unwrap();
                std::fs::write(&path, &text).unwrap();
            }
            let shipped = std::fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(shipped, text, "{} is out of date", path.display());
        }
    }
}
