//! In which language a page is framed. The text itself is in English alone: a policy that says eight slightly different
//! things promises nothing, and whoever reads another language is told so in theirs, at the top.

use http::HeaderMap;
use http::header::ACCEPT_LANGUAGE;

/// A language that the page of the calls speaks too.
#[derive(Clone, Copy, Debug)]
pub struct Language {
    /// As in `lang` (BCP 47).
    pub tag: &'static str,
    /// As in `dir`.
    pub(super) direction: &'static str,
    /// What the links at the foot are called together.
    pub(super) links: &'static str,
    /// What each of them is called, in their order.
    pub(super) pages: [&'static str; 6],
    /// That the text is in English, where that needs saying.
    pub(super) english: Option<&'static str>,
}

impl Language {
    /// English.
    pub const ENGLISH: Self = Self::ALL[0];

    /// All of them, English first.
    pub const ALL: [Self; 8] = [
        Self {
            tag: "en",
            direction: "ltr",
            links: "About this service",
            pages: ["Privacy", "Terms", "Rules", "Promises", "About", "Status"],
            english: None,
        },
        Self {
            tag: "es",
            direction: "ltr",
            links: "Sobre este servicio",
            pages: ["Privacidad", "Condiciones", "Normas", "Promesas", "Acerca de", "Estado"],
            english: Some("Este texto está en inglés, y es el que vale. El navegador puede traducirlo."),
        },
        Self {
            tag: "pt",
            direction: "ltr",
            links: "Sobre este serviço",
            pages: ["Privacidade", "Termos", "Regras", "Promessas", "Sobre", "Status"],
            english: Some("Este texto está em inglês, e é ele que vale. O navegador pode traduzi-lo."),
        },
        Self {
            tag: "fr",
            direction: "ltr",
            links: "À propos de ce service",
            pages: ["Confidentialité", "Conditions", "Règles", "Promesses", "À propos", "État"],
            english: Some(
                "Ce texte est en anglais : c’est lui qui fait foi. Votre navigateur peut le traduire.",
            ),
        },
        Self {
            tag: "de",
            direction: "ltr",
            links: "Über diesen Dienst",
            pages: ["Datenschutz", "Nutzungsbedingungen", "Regeln", "Versprechen", "Über Calln", "Status"],
            english: Some(
                "Dieser Text ist auf Englisch, und diese Fassung gilt. Der Browser kann ihn übersetzen.",
            ),
        },
        Self {
            tag: "hi",
            direction: "ltr",
            links: "इस सेवा के बारे में",
            pages: ["निजता", "शर्तें", "नियम", "वादे", "परिचय", "स्थिति"],
            english: Some("यह पाठ अंग्रेज़ी में है और वही मान्य है। ब्राउज़र इसका अनुवाद कर सकता है।"),
        },
        Self {
            tag: "ar",
            direction: "rtl",
            links: "عن هذه الخدمة",
            pages: ["الخصوصية", "الشروط", "القواعد", "الوعود", "حول", "الحالة"],
            english: Some("هذا النص بالإنجليزية، وهي الصيغة المعتمدة. يمكن للمتصفح أن يترجمه."),
        },
        Self {
            tag: "id",
            direction: "ltr",
            links: "Tentang layanan ini",
            pages: ["Privasi", "Ketentuan", "Aturan", "Janji", "Tentang", "Status"],
            english: Some(
                "Teks ini berbahasa Inggris, dan itulah yang berlaku. Browser dapat menerjemahkannya.",
            ),
        },
    ];

    /// The one that a request asks for most (RFC 9110, section 12.5.4), or English.
    pub(crate) fn of_request(headers: &HeaderMap) -> Self {
        let lines = headers.get_all(ACCEPT_LANGUAGE).into_iter().filter_map(|line| line.to_str().ok());
        let asked = lines.flat_map(|line| line.split(',')).filter_map(|element| {
            let (range, parameter) = element.split_once(';').unwrap_or((element, ""));
            let weight: f32 = match parameter.trim().strip_prefix("q=") {
                Some(weight) => weight.parse().ok()?,
                None => 1.0,
            };
            let base = range.trim().split('-').next()?;
            let language = Self::ALL.into_iter().find(|known| known.tag.eq_ignore_ascii_case(base))?;
            (weight > 0.0).then_some((weight, language))
        });
        // Of equals the first: `max_by` takes the last.
        let best = asked.reduce(|best, next| if next.0 > best.0 { next } else { best });
        best.map_or(Self::ENGLISH, |(_, language)| language)
    }
}
