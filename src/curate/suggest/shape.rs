//! The pattern that would take a candidate.

use super::gather::Reading;

/// Shortest beginning of a glob.
const BEGINNING: usize = 4;

/// A pattern for a candidate whose words have these forms (numbers), place by place.
///
/// One form: the bare word. Several: a glob over their common beginning, if it
/// takes no other word of the corpus; else `stem:` with the commonest form.
pub fn pattern(reading: &Reading, places: &[Vec<u32>]) -> String {
    let mut text = String::new();
    for forms in places {
        let word = word(reading, forms);
        // An elided clitic (`d'`) touches the word behind it.
        if !text.is_empty() && !text.ends_with('\'') && !word.starts_with('\'') {
            text.push(' ');
        }
        text.push_str(&word);
    }
    text
}

/// One word; its forms come commonest first.
fn word(reading: &Reading, forms: &[u32]) -> String {
    let texts: Vec<&str> = forms.iter().map(|&form| &*reading.forms[form as usize].text).collect();
    let Some((&first, others)) = texts.split_first() else { return String::new() };
    if others.is_empty() {
        return first.to_owned();
    }
    let beginning = others.iter().fold(first, |common, other| &common[..shared(common, other)]);
    let stem = reading.forms[forms[0] as usize].stem;
    let strangers = || {
        let from = reading.forms.partition_point(|form| *form.text < *beginning);
        let mut taken = reading.forms[from..].iter().take_while(|form| form.text.starts_with(beginning));
        taken.any(|form| form.stem != stem)
    };
    if beginning.chars().count() >= BEGINNING && !strangers() {
        format!("{beginning}*")
    } else {
        format!("stem:{first}")
    }
}

/// Bytes of the common beginning.
fn shared(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::curate::suggest::gather::Form;

    fn reading(forms: &[(&str, u32)]) -> Reading {
        let form = |(text, stem): &(&str, u32)| Form { text: (*text).into(), stem: *stem, usable: true, telling: true };
        Reading { forms: forms.iter().map(form).collect(), ..Reading::default() }
    }

    #[test]
    fn a_glob_takes_the_family_and_no_stranger() {
        let family = reading(&[("seizure", 1), ("seizures", 1)]);
        assert_eq!(pattern(&family, &[vec![0, 1]]), "seizure*");
        let strangers = reading(&[("general", 1), ("generally", 2), ("generals", 1)]);
        assert_eq!(pattern(&strangers, &[vec![2, 0]]), "stem:generals");
        assert_eq!(pattern(&family, &[vec![0]]), "seizure");
    }

    #[test]
    fn an_elided_clitic_touches_the_word_behind_it() {
        let forms = reading(&[("coup", 1), ("d'", 2), ("état", 3)]);
        assert_eq!(pattern(&forms, &[vec![0], vec![1], vec![2]]), "coup d'état");
    }
}
