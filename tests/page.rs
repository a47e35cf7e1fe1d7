//! `report.html`: what it holds, and that its numbers are those of the tables.
//! How it behaves is seen in a browser: `tests/browser/`.

use std::collections::BTreeSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use crate::util::{Folder, corpus, root};

const LIMIT: usize = 5_000_000;

/// What stands between two marks, the last time the first of them stands.
fn between<'t>(text: &'t str, from: &str, to: &str) -> &'t str {
    let start = text.rfind(from).unwrap_or_else(|| panic!("no {from}")) + from.len();
    let end = text[start..].find(to).unwrap_or_else(|| panic!("no {to}"));
    &text[start..start + end]
}

/// The page's data, decoded as its script does.
struct Data {
    data: Value,
    documents: Vec<Value>,
    mentions: Vec<Value>,
    hits: Vec<Value>,
}

impl Data {
    fn of(html: &str) -> Data {
        let data: Value =
            serde_json::from_str(between(html, "<script id=\"data\" type=\"application/json\">", "</script>")).unwrap();
        let mut read = Data { documents: Vec::new(), mentions: Vec::new(), hits: Vec::new(), data };
        read.documents = read.rows("documents");
        for document in &mut read.documents {
            document["group"] = document["source"].clone();
            document["event"] = document["events"].clone();
        }
        read.mentions = read.items("mentions");
        read.hits = read.items("hits");
        read
    }

    fn tables(&self) -> impl Iterator<Item = &Value> {
        self.data["tables"].as_array().unwrap().iter()
    }

    fn text(&self, place: &Value) -> Value {
        place.as_u64().map_or(Value::Null, |place| self.data["texts"][place as usize].clone())
    }

    fn rows(&self, name: &str) -> Vec<Value> {
        let table = self.tables().find(|t| t["name"] == name).unwrap();
        let (keys, cells) = (table["keys"].as_array().unwrap(), table["cells"].as_array().unwrap());
        let kinds = table["kinds"].as_str().unwrap().as_bytes();
        let row = |i: usize| {
            let mut row = serde_json::Map::new();
            for (k, key) in keys.iter().enumerate() {
                let value = if kinds[k] == b's' { self.text(&cells[k][i]) } else { cells[k][i].clone() };
                row.insert(key.as_str().unwrap().to_owned(), value);
            }
            Value::Object(row)
        };
        (0..cells[0].as_array().unwrap().len()).map(row).collect()
    }

    fn items(&self, name: &str) -> Vec<Value> {
        let list = &self.data[name];
        let sums = |steps: &Value| -> Vec<i64> {
            let steps = steps.as_array().cloned().unwrap_or_default();
            steps
                .iter()
                .scan(0, |sum, step| {
                    *sum += step.as_i64().unwrap();
                    Some(*sum)
                })
                .collect()
        };
        let articles = sums(&self.data["sentences"]["article"]);
        let item = |(i, sentence): (usize, &i64)| {
            let article = articles[*sentence as usize];
            let document = &self.documents[article as usize];
            let mut item = serde_json::Map::new();
            for field in ["event", "frame", "entry", "agent", "patient", "speaker", "naming", "variant"] {
                item.insert(field.to_owned(), self.text(&list[field][i]));
            }
            for field in ["group", "date", "language", "document"] {
                item.insert(field.to_owned(), document[field].clone());
            }
            let letter = |field: &str| list[field].as_str().map_or("", |letters| &letters[i..=i]);
            let voice = match letter("voice") {
                "o" => "own",
                "q" => "quoted",
                "r" => "reported",
                _ => "",
            };
            let stance = match letter("stance") {
                "a" => "asserted",
                "n" => "negated",
                "d" => "distanced",
                "h" => "hypothetical",
                _ => "",
            };
            item.extend([("voice".to_owned(), voice.into()), ("stance".to_owned(), stance.into())]);
            item.insert("sentence".to_owned(), self.data["sentences"]["text"][*sentence as usize].clone());
            Value::Object(item)
        };
        sums(&list["sentence"]).iter().enumerate().map(item).collect()
    }

    /// Number of items that a rule finds for a row.
    fn count(&self, rule: &Value, row: &Value, table: &str) -> usize {
        let list = rule["list"].as_str().unwrap();
        let from = match list {
            "hits" => &self.hits,
            "documents" => &self.documents,
            _ => &self.mentions,
        };
        let fits = |item: &&Value| {
            let counted = list != "documents" || table == "events" || item["counts"] == 1;
            counted && rule["where"].as_array().unwrap().iter().all(|condition| self.fits(condition, item, row))
        };
        let found: Vec<&Value> = from.iter().filter(fits).collect();
        match list {
            "holders" => found.iter().map(|item| item["document"].as_str().unwrap()).collect::<BTreeSet<_>>().len(),
            _ => found.len(),
        }
    }

    fn fits(&self, condition: &Value, item: &Value, row: &Value) -> bool {
        let (kind, field) = (condition[0].as_str().unwrap(), condition[1].as_str().unwrap());
        let strings = |list: &Value| -> Vec<String> {
            list.as_array().unwrap().iter().map(|v| v.as_str().unwrap().to_owned()).collect()
        };
        let more = strings(&condition[2]);
        let text = |of: &Value, key: &str| of[key].as_str().unwrap_or_default().to_owned();
        let holds = |field: &str, value: &str| text(item, field).split(';').any(|part| part == value);
        match kind {
            "row" if field == "event" => more.iter().any(|c| text(row, c) == "all" || holds("event", &text(row, c))),
            "row" => more.iter().any(|column| text(item, field) == text(row, column)),
            "has" => more.iter().any(|column| holds(field, &text(row, column))),
            "hasin" => more.iter().any(|column| holds(&text(row, field), &text(row, column))),
            "is" => more.contains(&text(item, field)),
            "within" => (text(row, field)..=text(row, &more[0])).contains(&text(item, "date")),
            "top" => self.data["tops"].as_array().unwrap().contains(&item["frame"]),
            _ => panic!("{kind}"),
        }
    }

    /// Every number that opens: the items it finds and how many it counts.
    fn check(&self, exact: bool) -> usize {
        let mut checked = 0;
        for table in self.tables() {
            let name = table["name"].as_str().unwrap();
            // One row a document: too many to look at where documents are thousands.
            if name == "documents" && !exact {
                continue;
            }
            let rows = self.rows(name);
            for column in table["columns"].as_array().unwrap() {
                let Some(rule) = column["rule"].as_u64().map(|rule| &self.data["rules"][rule as usize]) else {
                    continue;
                };
                let total: Vec<&str> = rule["total"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
                for row in rows.iter().filter(|_| !total.is_empty()) {
                    if total.iter().any(|key| row[key].is_null()) {
                        continue;
                    }
                    let counts: u64 = total.iter().map(|key| row[key].as_u64().unwrap()).sum();
                    let found = self.count(rule, row, name) as u64;
                    let says = format!("{name}, {}: {row}: {found} of {counts}", column["label"]);
                    assert!(if exact { found == counts } else { found <= counts }, "{says}");
                    checked += 1;
                }
            }
        }
        checked
    }
}

fn page(folder: &Folder, args: &[&str]) -> String {
    folder.run(&[&["compare"], args, &["--out", "out", "--quiet"]].concat()).with_code(0);
    folder.read("out/report.html")
}

/// Script and style run only by their fingerprints, and nothing else may load.
fn assert_policy(html: &str) {
    let of = |text: &str| Sha256::digest(text.as_bytes()).to_vec();
    let policy = html.split("http-equiv=\"Content-Security-Policy\" content=\"").nth(1).unwrap();
    let policy = policy[..policy.find('"').unwrap()].replace("&#39;", "'");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    for (directive, text) in
        [("script-src", between(html, "<script>", "</script>")), ("style-src", between(html, "<style>", "</style>"))]
    {
        let named = policy.split(&format!("{directive} 'sha256-")).nth(1).unwrap();
        assert_eq!(decoded(&named[..named.find('\'').unwrap()]), of(text), "{directive}");
    }
    let markup = html.split("<script id=\"data\"").next().unwrap();
    for handler in [" onerror=", " onload=", " onclick=", " style=\"", "javascript:"] {
        assert!(!markup.to_lowercase().contains(handler), "{handler}");
    }
}

fn decoded(base64: &str) -> Vec<u8> {
    const LETTERS: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bits: Vec<u32> = base64.chars().filter_map(|c| LETTERS.find(c)).map(|i| i as u32).collect();
    let four = |four: &[u32]| {
        let word = four.iter().enumerate().fold(0, |word, (i, bits)| word | bits << (18 - 6 * i));
        [16, 8, 0].map(|shift| (word >> shift) as u8).into_iter().take(four.len() - 1).collect::<Vec<_>>()
    };
    bits.chunks(4).flat_map(four).collect()
}

#[test]
fn every_number_of_the_bundled_study_opens_as_many_items_as_it_counts() {
    let folder = Folder::new();
    let html = page(&folder, &[&root().join("seeds").display().to_string(), "--charts", "svg"]);
    assert!(html.len() <= LIMIT);
    assert_policy(&html);
    let data = Data::of(&html);
    assert_eq!(data.mentions.len(), folder.table("out/mentions.csv").len());
    assert_eq!(data.hits.len(), folder.table("out/naming_hits.csv").len());
    for name in [
        "frames",
        "contrasts",
        "roles",
        "narratives",
        "blame",
        "voices",
        "names",
        "coverage",
        "timeline",
        "shifts",
        "terms",
        "lexicon",
        "events",
        "documents",
    ] {
        assert_eq!(data.rows(name).len(), folder.table(&format!("out/{name}.csv")).len(), "{name}");
    }
    assert!(data.check(true) > 10_000);
    assert_eq!(html.matches("<svg ").count(), html.matches("role=\"img\"").count());
    assert!(html.contains("This page holds every row of the tables it shows and every sentence."));
}

#[test]
fn numbers_open_as_well_by_side_and_where_a_group_has_no_name() {
    let folder = Folder::new();
    let html = page(&folder, &[&root().join("seeds").display().to_string(), "--charts", "none", "--by", "side"]);
    assert!(!html.contains("<svg "));
    Data::of(&html).check(true);
    let lines = [
        r#"{"id":"1","source":"a","language":"en","text":"They attacked the hill."}"#,
        r#"{"id":"2","language":"en","text":"An attack was made, and they occupied it."}"#,
        r#"{"id":"3","source":"unknown","language":"en","text":"Troops attacked."}"#,
    ];
    let folder = corpus(&[("x.jsonl", &lines.join("\n"))]);
    let data = Data::of(&page(&folder, &["x.jsonl", "--lexicons", "lex", "--charts", "none"]));
    assert!(data.check(true) > 0);
    assert!(data.rows("frames").iter().any(|row| row["source"] == "unknown (no value)"));
}

#[test]
fn what_documents_say_of_themselves_stays_text() {
    let hostile = r#"{"id":"\"><img src=x onerror=alert(1)>","source":"</script><script>alert(2)</script>","language":"en","date":"2020-01-02","title":"<b>Bold</b> --><style>*{}</style>","url":"javascript:alert(3)","text":"They attacked </script><svg onload=alert(4)> the hill. 'It was an attack', said </title><b>Bo</b>."}
{"id":"2","source":"&lt;plain&gt;","language":"en","date":"2020-01-02","title":"constructor","url":"https://a.example/?q=<b>&x='\"","text":"An attack __proto__ was made."}"#;
    let folder = corpus(&[("x.jsonl", hostile)]);
    let html = page(&folder, &["x.jsonl", "--lexicons", "lex", "--charts", "svg"]);
    assert_policy(&html);
    assert_eq!(html.matches("<script").count(), 2);
    assert_eq!(html.matches("</script>").count(), 2);
    for markup in ["<img", "<b>", "<svg onload", "<style>*"] {
        assert!(!html.contains(markup), "{markup}");
    }
    let data = Data::of(&html);
    assert!(data.check(true) > 0);
    let titles: Vec<_> = data.documents.iter().map(|d| d["title"].as_str().unwrap()).collect();
    assert!(titles.contains(&"<b>Bold</b> --><style>*{}</style>"), "{titles:?}");
    let links: Vec<_> = data.documents.iter().map(|d| &d["url"]).filter(|url| !url.is_null()).collect();
    assert_eq!(links, ["https://a.example/?q=<b>&x='\""]);
}

#[test]
fn the_summary_tells_a_difference_as_such_only_where_the_data_support_it() {
    let articles = |attacks: &str| -> Vec<(String, String)> {
        let article = |i: usize, source: &str, text: &str| {
            (format!("news/{source}/{i}.txt"), format!("Number {i} of our reports from the region. {text}"))
        };
        (0..12)
            .flat_map(|i| [article(i, "courier", attacks), article(i, "herald", "The market opened on time.")])
            .collect()
    };
    let summary = |attacks: &str| {
        let articles = articles(attacks);
        let folder = corpus(&articles.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect::<Vec<_>>());
        let html = page(&folder, &["news", "--lexicons", "lex", "--charts", "none", "--duplicates", "all"]);
        Data::of(&html).check(true);
        between(&html, "<section id=\"summary\"", "</section>").to_owned()
    };
    let far = summary("They attacked the hill.");
    assert!(far.contains("<strong>courier</strong> uses the frame <strong>force</strong> and no mention of it is found in <strong>herald</strong>"), "{far}");
    assert!(far.contains("Supported: q below 0.05"), "{far}");
    let even = summary("The market opened on time.");
    assert!(even.contains("None can be tested") && !even.contains("uses the frame"), "{even}");
}

#[test]
fn a_large_corpus_is_sampled_below_the_limit_with_the_same_bytes_for_any_number_of_threads() {
    let words = "over the river and along the road that leads from the old town to the bridge near the mill ".repeat(6);
    let mut lines = String::new();
    for i in 0..1_500 {
        let text: String = (0..8).map(|j| format!("Number {i} of {j} {words} they attacked the place. ")).collect();
        let source = if i == 7 { "rare".to_owned() } else { format!("s{}", i % 2) };
        lines
            .push_str(&format!("{{\"id\":\"{i}\",\"source\":\"{source}\",\"language\":\"en\",\"text\":\"{text}\"}}\n"));
    }
    let folder = corpus(&[("x.jsonl", &lines)]);
    let one = page(&folder, &["x.jsonl", "--lexicons", "lex", "--charts", "none", "--threads", "1"]);
    assert!(one.len() <= LIMIT && one.len() > LIMIT / 2, "{}", one.len());
    assert_policy(&one);
    let data = Data::of(&one);
    assert!(data.mentions.len() < 12_000 && data.mentions.len() > 3_000, "{}", data.mentions.len());
    let said = "of 12,000 mentions, sampled so that every event, source and frame keeps some";
    assert!(one.contains(said), "{}", between(&one, "<div class=\"warning\" id=\"left-out\">", "</div>"));
    assert!(data.check(false) > 0);
    let rare = data.mentions.iter().filter(|m| m["group"] == "rare").count();
    assert_eq!(rare, 8, "a small cell keeps its sentences");
    let two = page(&folder, &["x.jsonl", "--lexicons", "lex", "--charts", "none", "--threads", "2"]);
    assert!(one == two);
}
