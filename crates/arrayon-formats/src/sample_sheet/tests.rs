use super::*;
use arrayon_core::Place;

fn sheet(name: &str, text: &str) -> Result<SampleSheet, InputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let mut found = read(&path);
    match &mut found {
        Ok(sheet) => sheet.path = name.into(),
        Err(error) => error.path = name.into(),
    }
    found
}

fn message(text: &str) -> String {
    let error = sheet("s.csv", text).unwrap_err();
    assert!(!error.hint.is_empty(), "{error} has no hint");
    error.to_string()
}

#[test]
fn reads_names_files_and_columns() {
    let sheet = sheet(
        "s.tsv",
        "# study\nsample\tfile\tdiet\tage\nr1\ta.CEL\tMg 0.01 %\t052\n\nr2\tb.CEL\tNA\t\n",
    )
    .unwrap();
    assert_eq!(sheet.samples, ["r1", "r2"]);
    assert_eq!(sheet.lines, [3, 5]);
    assert_eq!(sheet.files.as_deref().unwrap(), ["a.CEL", "b.CEL"]);
    assert_eq!(sheet.column_names(), ["sample", "diet", "age"]);
    assert_eq!(sheet.column("sample").unwrap().values, ["r1", "r2"]);
    assert_eq!(sheet.column("diet").unwrap().values, ["Mg 0.01 %", ""]);
    assert_eq!(sheet.column("age").unwrap().values, ["052", ""]);
}

#[test]
fn other_names_of_the_two_columns() {
    for header in [
        "Sample Name,Array Data File",
        "ID,cel",
        "sample_id,cel_files",
        "Sample,FileName",
    ] {
        let sheet = sheet("s.csv", &format!("{header}\nr1,a.CEL\n")).unwrap();
        assert_eq!(sheet.samples, ["r1"], "{header}");
        assert_eq!(sheet.files.unwrap(), ["a.CEL"], "{header}");
    }
    let both = sheet("s.csv", "id,sample\n7,r1\n").unwrap();
    assert_eq!(both.samples, ["r1"]);
    assert_eq!(both.column_names(), ["id", "sample"]);
    assert_eq!(both.files, None);
}

#[test]
fn sdrf_columns_keep_their_names() {
    let text = "Source Name\tCharacteristics[sex]\tTerm Source REF\tProtocol REF\tProtocol REF\t\
                Array Data File\tFactor Value [diet]\tTerm Source REF\n\
                r1\tmale\tEFO\tP1\tP2\tr1.CEL\tlow\tEFO\n";
    let sheet = sheet("x.sdrf.txt", text).unwrap();
    assert_eq!(
        sheet.column_names(),
        ["Source Name", "Characteristics[sex]", "Factor Value [diet]"]
    );
    assert_eq!(sheet.column("Factor Value [diet]").unwrap().values, ["low"]);
    assert_eq!(sheet.files.unwrap(), ["r1.CEL"]);
}

#[test]
fn names_come_from_files_where_there_is_no_sample_column() {
    let text = "cel_files\nraw/GSM1_a.CEL.gz\nC:\\raw\\b.cel\nc\n";
    assert_eq!(sheet("s.txt", text).unwrap().samples, ["GSM1_a", "b", "c"]);
    let text = "file\nrat 1 (S).CEL\n";
    assert_eq!(sheet("s.csv", text).unwrap().samples, ["rat 1 (S)"]);
    assert!(message("file\nx/a.CEL\ny/a.CEL\n").contains("'a' is on line 2 already"));
}

#[test]
fn an_archive_may_be_the_file_of_several_samples() {
    let text = "sample,file\na,GSE1_RAW.tar\nb,GSE1_RAW.tar\n";
    let files = sheet("s.csv", text).unwrap().files;
    assert_eq!(files.unwrap(), ["GSE1_RAW.tar", "GSE1_RAW.tar"]);
}

#[test]
fn yaml_values_stay_text() {
    let text = "- sample: r1\n  file: a.CEL\n  dose: 0.10\n  sex: no\n# c\n\
                - {sample: r2, file: b.CEL, dose: ~, sex: NA}\n";
    for name in ["s.yaml", "s.txt"] {
        let sheet = sheet(name, text).unwrap();
        assert_eq!(sheet.samples, ["r1", "r2"]);
        assert_eq!(sheet.lines, [1, 6]);
        assert_eq!(sheet.column("dose").unwrap().values, ["0.10", ""]);
        assert_eq!(sheet.column("sex").unwrap().values, ["no", ""]);
    }
}

#[test]
fn yaml_faults_have_lines() {
    let error = sheet("s.yml", "- {sample: a, sex: F}\n- {sample: b}\n").unwrap_err();
    assert_eq!(
        error.to_string(),
        "s.yml, line 2, column 'sex': the sample has no 'sex'; expected the same keys for every sample"
    );
    let error = sheet("s.yml", "- {sample: a}\n- sample: [1, 2]\n").unwrap_err();
    assert_eq!(error.place, Place::Line(2), "{error}");
    let error = sheet("s.yml", "- {sample: a, sample: b}\n").unwrap_err();
    assert_eq!(error.place, Place::Line(1), "{error}");
    assert!(sheet("s.yml", "[]").is_err());
    assert!(sheet("s.yml", "").is_err());
}

#[test]
fn refuses_bad_names_and_files() {
    assert_eq!(
        message("sample,file\na,1.CEL\nb,2.CEL\na,3.CEL\n"),
        "s.csv, line 4, column 'sample': sample name 'a' is on line 2 already; expected \
         unique sample names"
    );
    assert_eq!(
        message("sample,file\na,1.CEL\nb,1.CEL\n"),
        "s.csv, line 3, column 'file': array file '1.CEL' is on line 2 already; expected one \
         array file for each sample"
    );
    assert_eq!(
        message("sample,x\nNA,1\n"),
        "s.csv, line 2, column 'sample': the sample has no name"
    );
    assert_eq!(
        message("sample,file\na,\n"),
        "s.csv, line 2, column 'file': no array file is named"
    );
    assert!(message("a b,sex\n1,2\n").starts_with("s.csv, line 1: the columns are 'a b', 'sex'"));
    assert!(message("sample,file\n").contains("no sample"));
    assert!(message("sample,x,x\n1,2,3\n").contains("line 1, column 'x'"));
    assert!(message("sample,x\n1\n").contains("line 2, column 'x'"));
}

fn noted(name: &str, text: &str) -> ReadSheet {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let mut read = read_with_notes(&path).unwrap();
    for note in &mut read.notes {
        *note = note.replace(path.to_str().unwrap(), name);
    }
    read
}

#[test]
fn names_may_hold_blanks_and_are_made_plain() {
    let text = "sample,group\nrat 1 (S),ctrl \n50% (x),trt\u{200b}\n\u{3b2}+1,trt\n";
    let read = noted("s.csv", text);
    assert_eq!(read.sheet.samples, ["rat 1 (S)", "50% (x)", "\u{3b2}+1"]);
    assert_eq!(
        read.sheet.column("group").unwrap().values,
        ["ctrl", "trt", "trt"]
    );
    assert_eq!(
        read.notes,
        [
            "s.csv: invisible characters, special blanks and Unicode forms were made plain in 'trt' \
          (line 3, column 'group': U+200B)"
        ]
    );
}

#[test]
fn decimal_commas_become_points_where_a_column_is_consistent() {
    let text = "sample;age;dose;id;mixed\nr1;3,0;1.234,5;1,5 mg;1,5\nr2;4,5;7;2;1.5\nr3;;8;x;2\n";
    let read = noted("s.csv", text);
    let values = |name: &str| read.sheet.column(name).unwrap().values.clone();
    assert_eq!(values("age"), ["3.0", "4.5", ""]);
    assert_eq!(values("dose"), ["1234.5", "7", "8"]);
    assert_eq!(values("id"), ["1,5 mg", "2", "x"]);
    assert_eq!(values("mixed"), ["1,5", "1.5", "2"]);
    assert_eq!(
        read.notes,
        [
            "s.csv: column 'age' has decimal commas and was read so",
            "s.csv: column 'dose' has decimal commas and was read so",
            "s.csv: column 'mixed' was not read as numbers: '1,5' has a decimal comma, '1.5' on \
             line 3 a point (line 2)"
        ]
    );
}

#[test]
fn columns_without_a_name_are_row_names() {
    let numbered = noted(
        "s.csv",
        "\"\",\"sample\",\"sex\"\n\"1\",\"a\",\"f\"\n\"2\",\"b\",\"m\"\n",
    );
    assert_eq!(numbered.sheet.samples, ["a", "b"]);
    assert_eq!(numbered.sheet.column_names(), ["sample", "sex"]);
    assert_eq!(numbered.notes.len(), 1);
    let named = noted("s.csv", ",sex\nr1,f\nr2,m\n");
    assert_eq!(named.sheet.samples, ["r1", "r2"]);
    let sheet = noted(
        "s.csv",
        "sep=;\n# rats\n\"sample\";\"dose (mg; kg)\"\n\n1;2\n;\n2;3\n",
    )
    .sheet;
    assert_eq!(sheet.samples, ["1", "2"]);
    assert_eq!(sheet.lines, [5, 7]);
    assert_eq!(sheet.column_names(), ["sample", "dose (mg; kg)"]);
}

#[test]
fn all_faults_are_found_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("s.csv");
    std::fs::write(&path, "sample,file\na,1\na,2\n,3\nb\nc,1\nd,\n").unwrap();
    let faults = read_with_notes(&path).unwrap_err();
    let lines: Vec<Place> = faults.iter().map(|fault| fault.place.clone()).collect();
    let field = |line, column: &str| Place::Field {
        line,
        column: column.to_owned(),
    };
    assert_eq!(
        lines,
        [
            field(5, "file"),
            field(7, "file"),
            field(6, "file"),
            field(4, "sample"),
            field(3, "sample"),
        ]
    );
}

#[test]
fn long_yaml_sheets_are_read() {
    let row = |at: usize| format!("- {{sample: s{at}, a: 1, b: 2, c: 3, d: 4}}\n");
    let text: String = (0..30_000).map(row).collect();
    assert_eq!(sheet("s.yaml", &text).unwrap().n_samples(), 30_000);
}

#[test]
fn what_is_written_reads_back() {
    let text = "Sample,cel,diet,note\n#1,a.CEL,Mg \"low\",\n=r2,b.CEL,control,\"x, y\"\n";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("samples.csv");
    std::fs::write(&path, text).unwrap();
    let error = read(&path).map(|sheet| sheet.samples);
    // a line that begins with # is a comment
    assert_eq!(error.unwrap(), ["=r2"]);
    std::fs::write(&path, text.replace("#1", "\"#1\"")).unwrap();
    let sheet = read(&path).unwrap();
    assert_eq!(sheet.samples, ["#1", "=r2"]);
    let files: Vec<String> = ["a.CEL", "b.CEL"].map(str::to_owned).to_vec();
    let groups: Vec<String> = ["low", "control"].map(str::to_owned).to_vec();
    let mut written = Vec::new();
    write(&sheet, Some(&files), Some(&groups), &mut written).unwrap();
    std::fs::write(&path, &written).unwrap();
    let again = read(&path).unwrap();
    assert_eq!(again.column_names(), ["sample", "diet", "note", "group"]);
    assert_eq!(again.files, Some(files));
    assert_eq!(
        again.column("diet").unwrap().values,
        ["Mg \"low\"", "control"]
    );
    assert_eq!(again.column("note").unwrap().values, ["", "x, y"]);
    assert_eq!(again.samples, sheet.samples);
    assert_eq!(again.column("group").unwrap().values, groups);
}
