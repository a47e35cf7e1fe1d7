//! Whose article this is, where the data do not say.
//!
//! Order of belief: a folder that the study knows (the researcher sorted it
//! there); a known name in the article's header, dateline or footer; the host of
//! its address, if known; a known name that the first sentence cites; then, as
//! guesses, an unknown name in header, dateline or footer, an unknown folder,
//! the outlet that the first sentence cites, the host.

use super::header::{FoundName, Place};
use super::source::{Sources, folders, host, may_be_outlet, same_outlet};

/// The outlet and how it was told: by the names found in the article, the
/// folders of its path, and its address. `None` where nothing names one.
pub(crate) fn attribute(
    path: &str,
    names: &[FoundName],
    url: Option<&str>,
    sources: &Sources<'_>,
) -> Option<(String, String)> {
    let folders = folders(path);
    let mut names: Vec<&FoundName> = names.iter().collect();
    names.sort_by_key(|found| found.place);
    let host = url.and_then(host);
    known(&folders, &names, host.as_deref(), sources).or_else(|| guessed(&folders, &names, host.as_deref()))
}

fn known(
    folders: &[&str],
    names: &[&FoundName],
    host: Option<&str>,
    sources: &Sources<'_>,
) -> Option<(String, String)> {
    let folder = folders.iter().rev().find(|f| sources.get(f).is_some());
    if let Some(folder) = folder {
        return Some(((*folder).to_owned(), format!("folder `{folder}`")));
    }
    let named = |lead: bool| {
        let known = names.iter().find(|f| (f.place == Place::Lead) == lead && sources.get(&f.name).is_some());
        known.map(|found| (found.name.clone(), found.how.clone()))
    };
    let at_host = || {
        let host = host?;
        Some((sources.at_host(host)?.id.clone(), format!("address at {host}")))
    };
    named(false).or_else(at_host).or_else(|| named(true))
}

fn guessed(folders: &[&str], names: &[&FoundName], host: Option<&str>) -> Option<(String, String)> {
    let folder = folders.iter().rev().find(|f| may_be_outlet(f)).map(|f| (*f).to_owned());
    let cited = names.first();
    if let Some(found) = cited.filter(|f| f.place != Place::Lead) {
        // One folder, one spelling: `herald/` holds both "Herald.net" and articles that name nobody.
        return Some(match folder.filter(|f| same_outlet(f, &found.name)) {
            Some(folder) => (folder.clone(), format!("folder `{folder}`, as {}", found.how)),
            None => (found.name.clone(), found.how.clone()),
        });
    }
    let by_folder = folder.map(|f| (f.clone(), format!("folder `{f}`")));
    let by_lead = || cited.map(|found| (found.name.clone(), found.how.clone()));
    by_folder.or_else(by_lead).or_else(|| host.map(|h| (h.to_owned(), format!("address at {h}"))))
}

#[cfg(test)]
mod tests {
    use super::super::Source;
    use super::*;

    fn told(path: &str, names: &[(Place, &str)], url: Option<&str>) -> Option<String> {
        let list = [Source { id: "herald".into(), ..Source::default() }];
        let found =
            |(place, name): &(Place, &str)| FoundName { place: *place, name: (*name).to_owned(), how: String::new() };
        let names: Vec<FoundName> = names.iter().map(found).collect();
        attribute(path, &names, url, &Sources::new(&list)).map(|(name, _)| name)
    }

    #[test]
    fn what_the_study_knows_wins_over_every_guess() {
        let courier = (Place::Header, "Courier");
        assert_eq!(told("herald/a.txt", &[courier], None).as_deref(), Some("herald"));
        assert_eq!(told("x/a.txt", &[courier, (Place::Footer, "Herald")], None).as_deref(), Some("Herald"));
        assert_eq!(told("a.txt", &[courier], Some("https://herald.am/1")).as_deref(), Some("herald"));
        assert_eq!(told("a.txt", &[courier, (Place::Lead, "Herald")], None).as_deref(), Some("Herald"));
    }

    #[test]
    fn guesses_are_weighed_header_folder_lead_address() {
        let lead = (Place::Lead, "Post.am");
        let url = Some("https://www.wire.am/1");
        assert_eq!(told("desk/a.txt", &[lead, (Place::Dateline, "AFP")], url).as_deref(), Some("AFP"));
        assert_eq!(told("desk/a.txt", &[lead], url).as_deref(), Some("desk"));
        assert_eq!(told("a.txt", &[lead], url).as_deref(), Some("Post.am"));
        assert_eq!(told("articles/a.txt", &[], url).as_deref(), Some("wire.am"));
        assert_eq!(told("afp/a.txt", &[(Place::Dateline, "AFP")], None).as_deref(), Some("afp"));
        assert_eq!(told("a.txt", &[], None), None);
    }
}
