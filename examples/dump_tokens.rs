use framelens::text::{LanguagePacks, Position, analyze::Analyzer};
use serde_json::{Value, json};
use std::sync::Arc;
fn main() {
    let packs = Arc::new(LanguagePacks::bundled());
    let mut an = Analyzer::new(Arc::clone(&packs));
    for line in std::io::stdin().lines() {
        let v: Value = serde_json::from_str(&line.unwrap()).unwrap();
        let s = |k: &str| v.get(k).and_then(Value::as_str).unwrap_or("").to_owned();
        let lang = if s("language").is_empty() { "en".to_owned() } else { s("language") };
        let mut sents = Vec::new();
        for (title, text) in [(true, s("title")), (false, s("text"))] {
            if text.is_empty() {
                continue;
            }
            let a = an.analyze(&text, &lang, &[], None);
            let voc = an.vocabulary(&lang).unwrap();
            for se in &a.sentences {
                let toks: Vec<Value> = a.tokens[se.tokens.clone()]
                    .iter()
                    .map(|t| {
                        let ty = voc.ty(t.type_id);
                        let raw = t.span.of(&text);
                        json!([
                            ty.form,
                            ty.stem,
                            ty.stop as u8,
                            raw.chars().next().is_some_and(char::is_uppercase) as u8,
                            raw.chars().filter(|c| c.is_uppercase()).count() > 1,
                            t.joined as u8
                        ])
                    })
                    .collect();
                let pos = if title {
                    "T"
                } else if se.position == Position::Lead {
                    "L"
                } else {
                    "B"
                };
                sents.push(json!([pos, toks]));
            }
        }
        println!("{}", json!({"id": s("id"), "event": s("event"), "lang": lang, "date": s("date"), "s": sents}));
    }
}
