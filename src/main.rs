use stairlight::content::*;
use stairlight::kiosk::tour::*;
fn main() {
    let a: Vec<String> = std::env::args().collect();
    let c = Content::load(&Folders::find(None).unwrap()).unwrap_or_else(|e| {
        eprintln!("{e}");
        std::process::exit(1)
    });
    let panel = match a[2].as_str() {
        "w" => Panel::WIDE,
        "s" => Panel::SEVEN,
        _ => Panel::COARSE,
    };
    let size = stairlight::visit::TextSize::ALL[a[3].parse::<usize>().unwrap()];
    let theme = stairlight::visit::Theme::ALL[a[4].parse::<usize>().unwrap()];
    let plan = Plan {
        language: c.find_language(&a[1]).unwrap(),
        topic: c.find_topic("work").unwrap(),
        cover: a.get(6).map_or(0, |x| x.parse().unwrap()),
        size,
        theme,
        panel,
        width: Default::default(),
    };
    let (stops, paper) = Tour::run(&c, &plan).unwrap();
    std::fs::create_dir_all(&a[5]).unwrap();
    for (i, s) in stops.iter().enumerate() {
        s.picture.write_png(std::fs::File::create(format!("{}/{:02}-{}.png", a[5], i, s.name)).unwrap()).unwrap();
    }
    if let Some(p) = paper {
        p.write_png(std::fs::File::create(format!("{}/slip.png", a[5])).unwrap()).unwrap();
    }
    println!("{}", stops.len());
}
