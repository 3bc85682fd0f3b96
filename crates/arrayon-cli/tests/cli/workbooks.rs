//! Sample sheets and contrasts in workbooks.

use crate::program::{folder, json, refuse, succeed};
use arrayon_testkit::testdata;
use std::fs;
use std::path::Path;

/// The study of the workbooks as text, and a matrix of its samples.
fn write_study(place: &Path) {
    let write = |name: &str, text: &str| fs::write(place.join(name), text).unwrap();
    for book in ["study.xlsx", "study.ods"] {
        fs::copy(testdata().join("workbooks").join(book), place.join(book)).unwrap();
    }
    write(
        "samples.csv",
        "sample,diet,dose,killed,fasted\n\
         rat 1,Mg low,0.29,2026-03-05,TRUE\n\
         rat 2,Mg low,0.3,2026-03-05,FALSE\n\
         rat 3,Mg low,1,2026-03-06,TRUE\n\
         rat 4,control,12.5,2026-03-06,TRUE\n\
         rat 5,control,7,2026-03-07,FALSE\n\
         rat 6,control,8,2026-03-07,TRUE\n",
    );
    write(
        "contrasts.csv",
        "variable,reference,target\ndiet,control,Mg low\n",
    );
    let mut matrix = "id\trat 1\trat 2\trat 3\trat 4\trat 5\trat 6\n".to_owned();
    for feature in 0..40u32 {
        matrix += &format!("f{feature}");
        for sample in 0..6u32 {
            let noise =
                f64::from((feature * 37 + sample * 101 + feature * sample * 13) % 97) / 97.0;
            let effect = if sample < 3 && feature < 8 { 2.0 } else { 0.0 };
            matrix += &format!("\t{:.4}", 6.0 + f64::from(feature % 7) + noise + effect);
        }
        matrix += "\n";
    }
    write("m.tsv", &matrix);
}

fn differential<'a>(samples: &'a str, contrasts: &'a str, out: &'a str) -> Vec<&'a str> {
    let matrix = ["differential", "--matrix", "m.tsv"];
    let sheets = ["--samples", samples, "--contrasts", contrasts, "--out", out];
    [&matrix[..], &sheets].concat()
}

#[test]
fn sheets_of_workbooks_give_what_text_gives() {
    let place = folder();
    let place = place.path();
    write_study(place);
    succeed(place, &differential("samples.csv", "contrasts.csv", "text"));
    for (book, out) in [("study.xlsx", "excel"), ("study.ods", "libre")] {
        let samples = format!("{book}#Animals");
        let contrasts = format!("{book}#contrasts");
        succeed(place, &differential(&samples, &contrasts, out));
        for name in ["diet_Mg low_vs_control.tsv", "decisions.tsv"] {
            let read = |out: &str| {
                let folder = place.join(out).join("differential");
                let listed = fs::read_dir(&folder).unwrap();
                let names: Vec<_> = listed.map(|one| one.unwrap().file_name()).collect();
                let path = folder.join(name);
                fs::read(&path).unwrap_or_else(|_| panic!("{name}: {names:?}"))
            };
            assert!(read(out) == read("text"), "{book}: {name}");
        }
        let provenance = json(&place.join(out).join("provenance.json"));
        let inputs = provenance["inputs"].as_array().unwrap();
        let sheet = inputs.iter().find(|input| input["role"] == "samples");
        assert_eq!(sheet.unwrap()["path"], samples.as_str());
        // a later stage finds the sheet there
        let clusters = format!("{out}-c");
        let table = [
            "cluster", "--matrix", "m.tsv", "--table", out, "--out", &clusters,
        ];
        succeed(place, &table);
    }
}

#[test]
fn of_several_sheets_one_must_be_named() {
    let place = folder();
    let place = place.path();
    write_study(place);
    refuse(place, &differential("study.xlsx", "contrasts.csv", "o")).says(&[
        "study.xlsx: has several sheets: 'Animals', 'Contrasts'",
        "write 'study.xlsx#Animals'",
    ]);
    refuse(place, &differential("study.ods#Rats", "contrasts.csv", "o"))
        .says(&["has no sheet 'Rats'", "'Animals', 'Contrasts', 'Sheet3'"]);
    refuse(
        place,
        &differential("absent.xlsx#Rats", "contrasts.csv", "o"),
    )
    .says(&["absent.xlsx#Rats", "no such file"]);
    // a row of the message is a row of the sheet
    let contrasts = "study.xlsx#Animals";
    refuse(place, &differential("samples.csv", contrasts, "o")).says(&["study.xlsx"]);
}
