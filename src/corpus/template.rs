//! Lines that are not an article's words, as a table: language, pattern, lines
//! that it must hit and lines that it must miss.
//!
//! A pattern sees one trimmed line, has to match all of it, and ignores case.
//! Word boundaries and large classes (`\b`, `\w`) are avoided: they take the
//! matcher off its fast path in every script but Latin.
//! To add one: add a row with its tests. What a row must never do is match a
//! sentence of an article; `boilerplate.rs` moreover keeps every line of more
//! than eight words that ends like a sentence, unless the kind is [`Kind::Legal`].

/// What sort of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Copyright and cookie notices: the only ones that may be whole sentences.
    Legal,
    /// Where the article was taken from; its value may name the outlet.
    SourceFooter,
    /// A bare address.
    Address,
    /// Menus, counters, invitations, credits, headings of link lists.
    Furniture,
}

/// One row of the table.
pub(crate) struct Template {
    pub(crate) kind: Kind,
    /// Language of the words, or `""` for any.
    #[cfg_attr(not(test), expect(dead_code, reason = "for readers and tests"))]
    pub(crate) language: &'static str,
    pub(crate) pattern: &'static str,
    /// Lines that must match, `|` between them.
    #[cfg_attr(not(test), expect(dead_code, reason = "for tests"))]
    pub(crate) hits: &'static [&'static str],
    /// Lines that must not match this or any other row.
    #[cfg_attr(not(test), expect(dead_code, reason = "for tests"))]
    pub(crate) misses: &'static [&'static str],
}

const fn row(
    kind: Kind,
    language: &'static str,
    pattern: &'static str,
    hits: &'static [&'static str],
    misses: &'static [&'static str],
) -> Template {
    Template { kind, language, pattern, hits, misses }
}

use Kind::{Address, Furniture, Legal, SourceFooter};

/// The table.
pub(crate) const TEMPLATES: &[Template] = &[
    // any language
    row(
        Address,
        "",
        r"<?(?:https?://|www\.)\S+>?|\[[^\]]*\]\(\S*\)|!\[[^\]]*\]\(\S*\)",
        &["<https://example.org/a/1.html>", "www.example.org", "[Share](https://example.org/s)"],
        &["See https://example.org for the full statement of the ministry"],
    ),
    row(
        Furniture,
        "",
        r"(?:(?:more about|tags?|topics?|keywords|mots[- ]clés|теги|метки|etiket(?:ler)?)\s*:?\s*)?#\S+(?:[\s,;|]+#\S+)*",
        &["More about: #Talks   #Geneva", "#peace #talks", "Теги: #переговоры", "Etiketler: #barış"],
        &["#1 priority is peace, he said", "More about this war will be known soon"],
    ),
    row(
        Furniture,
        "",
        r"(?:tags?|topics?|keywords|mots[- ]clés|теги|ключевые слова|etiketler)\s*:.*",
        &["Tags: peace, talks, Geneva", "Mots-clés : paix, Genève", "Теги: мир, переговоры"],
        &["Topics discussed were peace and trade"],
    ),
    row(
        Furniture,
        "",
        r"(?:facebook|twitter|telegram|whatsapp|linkedin|instagram|youtube|vkontakte|viber|pinterest|reddit|email|e-mail|rss|x)(?:[\s,|/•·]+(?:facebook|twitter|telegram|whatsapp|linkedin|instagram|youtube|vkontakte|viber|pinterest|reddit|email|e-mail|rss|x))*",
        &["Facebook Twitter Telegram", "facebook | twitter", "WhatsApp"],
        &["Facebook removed the page", "Telegram channels spread it"],
    ),
    row(
        Legal,
        "",
        r"(?:©|\(c\)\s|copyright\s*(?:©|\(c\)|\d{4})).*",
        &[
            "© 2020 Example News. No part may be reproduced without written permission of the owner.",
            "Copyright 2019 Example",
        ],
        &["Copyright law was amended by parliament"],
    ),
    // English
    row(
        Legal,
        "en",
        r".*all rights (?:are )?reserved.*",
        &["Example Media 2020. All rights reserved.", "All rights reserved"],
        &["All rights of the residents are respected, he said"],
    ),
    row(
        Legal,
        "en",
        r"(?:this (?:web)?site|our (?:web)?site|we) uses? cookies.*|by (?:continuing|using).*cookies.*|(?:accept|reject)(?: all)?(?: cookies)?",
        &[
            "This website uses cookies to ensure you get the best experience on our website.",
            "We use cookies.",
            "Accept all",
        ],
        &["We use every means that the law allows", "By continuing the war they lost support"],
    ),
    row(
        Furniture,
        "en",
        r"(?:share|print|tweet|save|email|send|copy link|listen)(?: (?:this|it))?(?: (?:article|story|page|post|news))?(?: (?:on|via|with) .+| to a friend)?:?|\d[\d.,]*\s*k?\s*(?:shares?|comments?|likes?|tweets?)|(?:shares?|comments?|likes?)\s*:?\s*\(?\d[\d.,]*k?\)?|(?:leave|post|add) a comment|no comments(?: yet)?",
        &[
            "Share this article",
            "Share on Facebook",
            "12 shares",
            "Comments (3)",
            "Leave a comment",
            "Print",
            "1.2k likes",
        ],
        &["Share prices fell", "Print runs were cut", "Comments came from both sides", "Send troops, he urged"],
    ),
    row(
        Furniture,
        "en",
        r"(?:read|see) (?:also|more|next)|also read|related(?: (?:articles?|news|stories|topics|posts|content))?|(?:read|see) (?:also|more|next)\s*[:»>–-].*|(?:also read|related(?: (?:articles?|news|stories))?|you may also like|don't miss)\s*[:»>–-].*|you (?:may|might) also (?:like|be interested in).*",
        &["Read also: Talks resume in Geneva", "Read more", "Related news", "SEE ALSO: What the deal says"],
        &["Related parties stayed silent", "Read more than one page of it", "See also the ruling, he said."],
    ),
    row(
        SourceFooter,
        "en",
        r"(?:original |news )?(?:sources?|via)\s*:\s*.*|(?:kaynak\s*/\s*source|source\s*/\s*kaynak)\s*:?\s*.*",
        &["Source: Example News", "Source:", "Kaynak/Source: Example", "Via: https://example.org"],
        &["Source close to the talks confirmed it", "Sources say otherwise"],
    ),
    row(
        Furniture,
        "en",
        r"(?:subscribe|sign up)(?: now| here| today)?(?: (?:to|for|on) .+)?!?|(?:get|receive) .*(?:newsletter|inbox|daily briefing).*|newsletters?|(?:our )?newsletter sign[ -]?up",
        &[
            "Subscribe to our newsletter",
            "Sign up for our daily briefing!",
            "Get the latest news in your inbox",
            "Subscribe now",
        ],
        &["Subscribers rose in number", "Sign up was slow"],
    ),
    row(
        Furniture,
        "en",
        r"(?:follow|find|like|join) (?:us|\S+)(?:\s*:|\s+(?:on|at)\s+(?:our )?(?:facebook|twitter|telegram|instagram|youtube|linkedin|social media|x|google news|whatsapp)(?:[\s:@,].*)?)|follow us",
        &["Follow us on Twitter @example", "Like us on Facebook", "Follow us:", "Join us on Telegram"],
        &["Follow us into the valley", "Join us on the march, he said"],
    ),
    row(
        Furniture,
        "en",
        r"(?:photos?|images?|pictures?|video|photo credits?|image credits?|photo by|caption|illustration)\s*[:©/].*|(?:file )?photo|(?:photo|image) (?:by|courtesy of|credit) .+",
        &["Photo: Example Press", "Photo by Jane Roe", "Image credit: Example", "File photo"],
        &["Photos of the site were shown", "Photo evidence was handed over"],
    ),
    row(
        Furniture,
        "en",
        r"(?:news ?line|news ?feed|latest (?:news|stories|articles)|top (?:news|stories)|breaking news|most (?:read|popular|viewed)|popular news|trending(?: now)?|editor[’']?s (?:picks?|choice)|other news|more news|all news|recent posts|recommended(?: for you)?|in this section)\s*:?",
        &["News Line", "Latest news", "Most read", "Editor’s picks"],
        &["Breaking news of the truce reached them", "Top stories were about grain"],
    ),
    row(
        Furniture,
        "en",
        r"(?:home|home ?page|main page|menu|search|log ?in|sign in|register|back to top|go back|back|next|previous|contact(?: us)?|about(?: us)?|privacy policy|terms (?:of (?:use|service))|skip to (?:main )?content|loading|advert(?:isement|ising)?|ads?|sponsored(?: content)?|toggle navigation|a\+|a-|report a (?:bug|mistake|typo)|select text and press ctrl ?\+ ?enter.*)(?:\.\.\.|…|:)?",
        &["Home", "ADVERTISEMENT", "Skip to content", "Loading…", "Contact us"],
        &["Home was far away", "About us they know nothing", "Back to the talks"],
    ),
    row(
        Furniture,
        "en",
        r"(?:politics|world|news|economy|society|business|sports?|culture|opinion|analysis|interviews?|regional|region|international|national|defen[cs]e|science|technology)",
        &["Politics", "WORLD"],
        &["Politics of memory", "World powers react"],
    ),
    row(
        Furniture,
        "en",
        r"\(?(?:reporting|writing|editing|additional reporting|edited|translated|compiled) by .+|\d+[ -]min(?:ute)?s?(?: read)?|reading time\s*:?.*",
        &["(Reporting by Jane Roe; Editing by John Doe)", "3 min read", "Reading time: 2 minutes"],
        &["Reporting by monitors was slow, and nobody believed what they said about it."],
    ),
    // French
    row(
        Legal,
        "fr",
        r".*tous droits (?:de reproduction )?réservés.*|(?:ce site|nous) utilis(?:e|ons) des cookies.*|en poursuivant.*cookies.*|(?:tout )?(?:accepter|refuser)(?: les cookies)?",
        &[
            "Exemple 2020 – Tous droits réservés.",
            "Ce site utilise des cookies pour mesurer son audience et améliorer le service rendu.",
            "Tout accepter",
        ],
        &["Tous les droits des habitants seront respectés"],
    ),
    row(
        Furniture,
        "fr",
        r"(?:lire|voir|à lire|à voir)(?: aussi| également| la suite)?\s*[:»>–-].*|(?:lire|voir) (?:aussi|également|la suite)|(?:à lire|à voir) (?:aussi|également)|sur le même (?:sujet|thème)|articles? (?:liés?|similaires?|connexes?)",
        &["Lire aussi : La trêve tient", "À lire aussi", "Lire la suite", "Sur le même sujet"],
        &["Lire entre les lignes demande du temps", "Voir la paix revenir est possible"],
    ),
    row(
        Furniture,
        "fr",
        r"(?:crédits?(?: photos?)?|photos?|images?|vidéo|légende|illustration)\s*[:©/].*|\d+ (?:partages?|commentaires?|vues)|partager(?: (?:cet article|sur .+))?|imprimer|(?:laisser|ajouter|écrire) un commentaire|(?:abonnez|inscrivez)[- ]vous.*|s[’']abonner|suivez[- ]nous.*|publicité|accueil|à la une|fil (?:info|d[’']actualités?)|les plus (?:lus|consultés)|dernières (?:nouvelles|actualités)|temps de lecture\s*:?.*|contactez[- ]nous|mentions légales|retour (?:en haut|à l[’']accueil)",
        &[
            "Crédit photo : Exemple",
            "Partager sur Facebook",
            "Abonnez-vous à notre lettre",
            "Suivez-nous sur Twitter",
            "Publicité",
            "3 commentaires",
        ],
        &["Partager le pouvoir reste un défi", "Imprimer sa marque", "Publicité mensongère : le tribunal tranche"],
    ),
    // Russian
    row(
        Legal,
        "ru",
        r".*все права (?:защищены|сохранены).*|(?:этот |наш |данный )?(?:сайт|мы) использу(?:ет|ем) (?:файлы )?(?:cookies?|куки).*|при (?:использовании|перепечатке|цитировании) материалов.*",
        &[
            "Пример 2020. Все права защищены.",
            "Сайт использует файлы cookie.",
            "При использовании материалов ссылка обязательна",
        ],
        &["Все права жителей будут соблюдены"],
    ),
    row(
        SourceFooter,
        "ru",
        r"источник\s*:\s*.*",
        &["Источник: Пример", "Источник:"],
        &["Источник в министерстве подтвердил это"],
    ),
    row(
        Furniture,
        "ru",
        r"(?:читайте|смотрите|см\.?) (?:также|ещ[её])(?:\s*[:»>–-]?.*)?|читать (?:далее|полностью|также)|по теме\s*:?.*|материалы по теме|похожие (?:новости|статьи)",
        &["Читайте также: Переговоры продолжены", "По теме:", "Читать далее"],
        &["Читайте законы, призвал он"],
    ),
    row(
        Furniture,
        "ru",
        r"фото\s*[:©/].*|поделиться(?: (?:в|с) .+)?|подпис(?:ывайтесь|аться|ка|ывайся)(?: (?:на|в) .+)?!?|следите за (?:нами|нашими).*|присоединяйтесь к нам.*|реклама|главная|лента новостей|последние новости|самое читаемое|популярное|распечатать|версия для печати|оставить комментарий|комментарии\s*:?\s*\(?\d*\)?|новости|политика|общество|экономика|в мире",
        &["Фото: Пример", "Подписывайтесь на наш канал в Telegram", "Лента новостей", "Поделиться", "Реклама"],
        &["Политика памяти", "Фото с места показали"],
    ),
    // Turkish
    row(
        Legal,
        "tr",
        r".*t[üÜ]m hakları saklıdır.*|(?:bu (?:web )?sitesi?|sitemiz(?:de)?|web sitemiz).*çerez.*",
        &["Örnek 2020 – Tüm hakları saklıdır.", "Bu web sitesi çerez kullanmaktadır."],
        &["Tüm haklarını koruyacağını söyledi"],
    ),
    row(SourceFooter, "tr", r"kaynak\s*:\s*.*", &["Kaynak: Örnek", "Kaynak:"], &["Kaynak sıkıntısı sürüyor"]),
    row(
        Furniture,
        "tr",
        r"(?:ayrıca (?:okuyun|bak[ıi]n[ıi]z)|bunu da okuyun|[iİ]lgili haber(?:ler)?|devamını oku|benzer haberler)(?:\s*[:»>–-].*)?",
        &["İlgili haberler", "Ayrıca okuyun: Görüşmeler sürüyor", "Devamını oku"],
        &["İlgili bakanlık açıklama yaptı"],
    ),
    row(
        Furniture,
        "tr",
        r"(?:foto(?:ğraf)?|görsel|görüntü)\s*[:©/].*|paylaş|yazdır|bültenimize abone ol(?:un)?.*|abone ol(?:un)?!?|bizi (?:.+ )?takip edin.*|reklam|ana ?sayfa|son dakika|en çok okunan(?:lar)?|yorum yap(?:ın)?|\d+ (?:yorum|paylaşım)|günd[eé]m|politika|siyaset",
        &["Fotoğraf: Örnek", "Bizi Twitter’da takip edin", "Son dakika", "Abone olun", "Paylaş"],
        &["Reklam harcamaları arttı", "Son dakika golü geldi"],
    ),
];

/// Words that announce a date of publication.
pub(crate) const PUBLISHED: &[&str] = &[
    r"(?:first )?published(?: (?:on|at|online))?",
    r"posted(?: on)?",
    "publication date",
    "date",
    "release date",
    "publiée? le",
    "mis(?:e)? en ligne le",
    "paru le",
    "date de publication",
    "publication",
    "опубликовано",
    "дата(?: публикации)?",
    r"yayın(?:lanma)? tarihi",
    "tarih",
    r"yayınlan(?:dı|ma)",
    r"giriş(?: tarihi)?",
];

/// Words that announce a date of revision, which is no date of publication.
pub(crate) const UPDATED: &[&str] = &[
    r"(?:last )?(?:updated|modified|revised)(?: (?:on|at))?",
    "mise? à jour(?: le)?",
    "modifiée? le",
    "actualisée? le",
    "обновлено",
    "изменено",
    r"güncelle(?:me|ndi)(?: tarihi)?",
];

/// Words before or behind a number of readers.
pub(crate) const COUNTERS: &[&str] = &[
    "read",
    "reads",
    "views?",
    "hits",
    "viewed",
    "vues?",
    "lectures?",
    "lu",
    "просмотр(?:ов|ы|а)?",
    "прочитано",
    "okunma(?: sayısı)?",
    "görüntülenme",
    "comments?",
    "shares?",
    "commentaires?",
    "комментари(?:и|ев)",
    "yorum",
];

/// Words that stand beside a date and say nothing else: weekdays, small words, zones.
pub(crate) const DATE_WORDS: &[&str] = &[
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?",
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche",
    "понедельник|вторник|среда|среду|четверг|пятница|пятницу|суббота|субботу|воскресенье",
    "pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar",
    "le|à|a|at|on|the|в|г|года|year|saat|time|heure|h|gmt|utc|cet|cest|msk|est|edt|local time|baku time|by",
];
