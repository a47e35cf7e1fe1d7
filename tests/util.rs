//! A fresh folder and a command for every test.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A folder of its own, removed with the test.
pub struct Folder {
    dir: tempfile::TempDir,
}

/// What a command did.
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The run, if it ended with this code; else a failure that shows everything.
    #[track_caller]
    pub fn with_code(self, code: i32) -> Ran {
        assert_eq!(self.code, code, "exit code\n--- out\n{}\n--- err\n{}", self.out, self.err);
        self
    }
}

/// The root of the repository.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

impl Folder {
    pub fn new() -> Folder {
        Folder { dir: tempfile::tempdir().unwrap() }
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Write a file, with the folders above it.
    pub fn file(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Folder {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    pub fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    pub fn has(&self, path: &str) -> bool {
        self.path().join(path).exists()
    }

    /// Run `framelens` here.
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_with(args, b"")
    }

    /// Run `framelens` here with something on standard input.
    pub fn run_with(&self, args: &[&str], input: &[u8]) -> Ran {
        self.run_on(args, input, "100")
    }

    /// Run `framelens` here on a terminal of so many columns.
    pub fn run_wide(&self, args: &[&str], columns: &str) -> Ran {
        self.run_on(args, b"", columns)
    }

    fn run_on(&self, args: &[&str], input: &[u8], columns: &str) -> Ran {
        use std::io::Write;
        let mut child = Command::new(env!("CARGO_BIN_EXE_framelens"))
            .args(args)
            .current_dir(self.path())
            .env("COLUMNS", columns)
            .env("NO_COLOR", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that fails early does not read its input.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        let text =
            |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().replace(self.path().to_str().unwrap(), "[folder]");
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// The rows of a CSV file here.
    pub fn table(&self, path: &str) -> Vec<Row> {
        rows(&self.read(path))
    }
}

/// A row by column name.
pub type Row = BTreeMap<String, String>;

/// Copy a folder with all that is in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let (path, name) = (entry.as_ref().unwrap().path(), entry.unwrap().file_name());
        if path.is_dir() {
            copy(&path, &to.join(name));
        } else {
            fs::copy(path, to.join(name)).unwrap();
        }
    }
}

/// The rows of a CSV text.
pub fn rows(text: &str) -> Vec<Row> {
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.unwrap()).collect()
}

/// The one row in which every named column has the named value.
#[track_caller]
pub fn one<'r>(rows: &'r [Row], wanted: &[(&str, &str)]) -> &'r Row {
    let fits = |row: &&Row| wanted.iter().all(|(column, value)| row[*column] == *value);
    let found: Vec<_> = rows.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "rows with {wanted:?} among {rows:#?}");
    found[0]
}

/// A lexicon of one frame, `force`, for tests that count by hand.
pub const FORCE: &str = r#"id = "force"
version = "1.2.3"
[en]
entries = ["attack", "attacked", "occup*", "war crime*"]
[fr]
entries = ["attaque", "attaqué*"]
"#;

/// A folder with that lexicon in `lex/` and the articles given as (file, text).
pub fn corpus(articles: &[(&str, &str)]) -> Folder {
    let folder = Folder::new();
    folder.file("lex/force.toml", FORCE);
    for (path, text) in articles {
        folder.file(path, text);
    }
    folder
}
