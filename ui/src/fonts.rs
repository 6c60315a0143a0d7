//! The fonts: Noto, cut to what is needed (`ui/fonts/make.py`), carried inside the program. No other
//! font is used, on the screen or on the paper.

/// One font file.
#[derive(Clone, Copy)]
pub struct Font {
    pub family: &'static str,
    /// ISO 15924 scripts that this family is the fallback for.
    pub scripts: &'static [&'static str],
    pub data: &'static [u8],
}

macro_rules! font {
    ($family:literal, $scripts:expr, $file:literal) => {
        Font { family: $family, scripts: $scripts, data: include_bytes!(concat!("../fonts/", $file)) }
    };
}

/// Every font file. The first family is the one for Latin letters, digits and signs.
pub const FONTS: &[Font] = &[
    font!("Noto Sans", &["Latn", "Cyrl"], "NotoSans-Regular.ttf"),
    font!("Noto Sans", &["Latn", "Cyrl"], "NotoSans-Bold.ttf"),
    font!("Noto Sans Arabic", &["Arab"], "NotoSansArabic-Regular.ttf"),
    font!("Noto Sans Arabic", &["Arab"], "NotoSansArabic-Bold.ttf"),
    font!("Noto Sans CJK SC", &["Hans", "Hani"], "NotoSansCJKSC-Regular.otf"),
    font!("Noto Sans CJK SC", &["Hans", "Hani"], "NotoSansCJKSC-Bold.otf"),
    font!("Noto Sans CJK TC", &["Hant"], "NotoSansCJKTC-Regular.otf"),
    font!("Noto Sans CJK TC", &["Hant"], "NotoSansCJKTC-Bold.otf"),
    font!("Noto Sans CJK JP", &["Jpan", "Hira", "Kana"], "NotoSansCJKJP-Regular.otf"),
    font!("Noto Sans CJK JP", &["Jpan", "Hira", "Kana"], "NotoSansCJKJP-Bold.otf"),
    font!("Noto Sans CJK KR", &["Kore", "Hang"], "NotoSansCJKKR-Regular.otf"),
    font!("Noto Sans CJK KR", &["Kore", "Hang"], "NotoSansCJKKR-Bold.otf"),
    font!("Noto Sans Khmer", &["Khmr"], "NotoSansKhmer-Regular.ttf"),
    font!("Noto Sans Khmer", &["Khmr"], "NotoSansKhmer-Bold.ttf"),
    font!("Noto Sans Lao", &["Laoo"], "NotoSansLao-Regular.ttf"),
    font!("Noto Sans Lao", &["Laoo"], "NotoSansLao-Bold.ttf"),
    font!("Noto Sans Thai", &["Thai"], "NotoSansThai-Regular.ttf"),
    font!("Noto Sans Thai", &["Thai"], "NotoSansThai-Bold.ttf"),
    font!("Noto Sans Gurmukhi", &["Guru"], "NotoSansGurmukhi-Regular.ttf"),
    font!("Noto Sans Gurmukhi", &["Guru"], "NotoSansGurmukhi-Bold.ttf"),
    font!("Noto Sans Devanagari", &["Deva"], "NotoSansDevanagari-Regular.ttf"),
    font!("Noto Sans Devanagari", &["Deva"], "NotoSansDevanagari-Bold.ttf"),
    font!("Noto Sans Armenian", &["Armn"], "NotoSansArmenian-Regular.ttf"),
    font!("Noto Sans Armenian", &["Armn"], "NotoSansArmenian-Bold.ttf"),
    font!("Noto Sans Ethiopic", &["Ethi"], "NotoSansEthiopic-Regular.ttf"),
    font!("Noto Sans Ethiopic", &["Ethi"], "NotoSansEthiopic-Bold.ttf"),
    font!("Noto Sans Myanmar", &["Mymr"], "NotoSansMyanmar-Regular.ttf"),
    font!("Noto Sans Syriac", &["Syrc"], "NotoSansSyriac-Regular.ttf"),
    font!("Noto Nastaliq Urdu", &["Aran"], "NotoNastaliqUrdu-Regular.ttf"),
    font!("Noto Nastaliq Urdu", &["Aran"], "NotoNastaliqUrdu-Bold.ttf"),
];

/// Tall digits for the paper's numbers; digits, hyphen and space only.
pub const DIGITS: &[u8] = include_bytes!("../fonts/NotoSans-ExtraCondensedBold.ttf");

/// The families in order, each once.
pub fn families() -> impl Iterator<Item = &'static str> {
    let mut last = "";
    FONTS.iter().map(|font| font.family).filter(move |family| {
        let new = *family != last;
        last = family;
        new
    })
}
