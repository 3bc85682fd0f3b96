//! What an SVG draws, as far as figures go.

use crate::PdfError;
use crate::picture::Picture;
use roxmltree::{Document, Node};

/// A figure, in pixels of its SVG; y grows downwards.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawing {
    pub(crate) width: f32,
    pub(crate) height: f32,
    pub(crate) items: Vec<Item>,
}

/// Something that is drawn.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Item {
    pub(crate) what: What,
    /// From 0, not to be seen, to 1.
    pub(crate) opacity: f32,
}

/// A colour by its parts, each from 0 to 1.
pub(crate) type Rgb = [f32; 3];

/// How the inside and the border of a shape are drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Paint {
    pub(crate) fill: Option<Rgb>,
    /// Colour and width.
    pub(crate) stroke: Option<(Rgb, f32)>,
}

/// What an item is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    /// Left, top, width, height.
    Rectangle([f32; 4], Paint),
    /// Points, joined by lines, closed or not.
    Path(Vec<[f32; 2]>, bool, Paint),
    /// Middle and radius.
    Circle([f32; 3], Paint),
    Text(Text),
    /// Left, top, width, height.
    Picture([f32; 4], Picture),
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Text {
    pub(crate) text: String,
    pub(crate) at: [f32; 2],
    pub(crate) size: f32,
    pub(crate) colour: Rgb,
    /// Which part of its width lies before the point: 0, 0.5 or 1.
    pub(crate) before: f32,
    /// By how much its base line lies below the point.
    pub(crate) drop: Drop,
    /// Clockwise, in degrees, about the point.
    pub(crate) turned: f32,
}

/// A distance in parts of the letters.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Drop {
    /// Of their size.
    Em(f32),
    /// Of the height of an x.
    Ex(f32),
}

impl Drawing {
    /// Reads what the figures write.
    ///
    /// # Errors
    /// No well-formed XML, no size, an element or a value that figures do not have.
    pub(crate) fn read(svg: &str) -> Result<Self, PdfError> {
        let document = Document::parse(svg).map_err(|error| PdfError(error.to_string()))?;
        let root = document.root_element();
        if root.tag_name().name() != "svg" {
            return Err(PdfError(format!("no svg but {}", root.tag_name().name())));
        }
        let mut items = Vec::new();
        for node in root.children().filter(Node::is_element) {
            items.extend(item(node)?);
        }
        Ok(Self {
            width: positive(root, "width")?,
            height: positive(root, "height")?,
            items,
        })
    }
}

fn item(node: Node<'_, '_>) -> Result<Option<Item>, PdfError> {
    let at = |name| number(node, name, Some(0.0));
    let rectangle = || Ok::<_, PdfError>([at("x")?, at("y")?, at("width")?, at("height")?]);
    let what = match node.tag_name().name() {
        "rect" => What::Rectangle(rectangle()?, paint(node)?),
        "circle" => What::Circle([at("cx")?, at("cy")?, at("r")?], paint(node)?),
        "line" => {
            let points = vec![[at("x1")?, at("y1")?], [at("x2")?, at("y2")?]];
            What::Path(points, false, paint(node)?)
        }
        "polyline" => What::Path(points(node)?, false, paint(node)?),
        "polygon" => What::Path(points(node)?, true, paint(node)?),
        "text" => What::Text(text(node)?),
        "image" => {
            let link = node.attributes().find(|one| one.name() == "href");
            let link = link.map(|one| one.value()).unwrap_or_default();
            What::Picture(rectangle()?, Picture::read(link)?)
        }
        "title" | "desc" => return Ok(None),
        other => return Err(PdfError(format!("unknown element {other}"))),
    };
    Ok(Some(Item {
        what,
        opacity: number(node, "opacity", Some(1.0))?.clamp(0.0, 1.0),
    }))
}

fn number(node: Node<'_, '_>, name: &str, default: Option<f32>) -> Result<f32, PdfError> {
    let Some(value) = node.attribute(name) else {
        let missing = || PdfError(format!("no {name} of {}", node.tag_name().name()));
        return default.ok_or_else(missing);
    };
    let read = value.trim().trim_end_matches("px").parse::<f32>();
    let read = read.ok().filter(|value| value.is_finite());
    read.ok_or_else(|| PdfError(format!("{name} is no number: {value}")))
}

fn positive(node: Node<'_, '_>, name: &str) -> Result<f32, PdfError> {
    let value = number(node, name, None)?;
    match value > 0.0 {
        true => Ok(value),
        false => Err(PdfError(format!("{name} is {value}"))),
    }
}

fn points(node: Node<'_, '_>) -> Result<Vec<[f32; 2]>, PdfError> {
    let text = node.attribute("points").unwrap_or_default();
    let numbers: Result<Vec<f32>, _> = (text.split([' ', ',', '\n']))
        .filter(|part| !part.is_empty())
        .map(str::parse::<f32>)
        .collect();
    let numbers = numbers.map_err(|_| PdfError(format!("points are no numbers: {text}")))?;
    let (pairs, rest) = numbers.as_chunks::<2>();
    match rest.is_empty() && numbers.iter().all(|value| value.is_finite()) {
        true => Ok(pairs.to_vec()),
        false => Err(PdfError(format!("points are no pairs: {text}"))),
    }
}

fn paint(node: Node<'_, '_>) -> Result<Paint, PdfError> {
    let stroke = colour(node.attribute("stroke").unwrap_or("none"))?;
    let width = number(node, "stroke-width", Some(1.0))?;
    Ok(Paint {
        fill: colour(node.attribute("fill").unwrap_or("#000000"))?,
        stroke: stroke.filter(|_| width > 0.0).map(|colour| (colour, width)),
    })
}

/// `#rrggbb` or `none`.
fn colour(text: &str) -> Result<Option<Rgb>, PdfError> {
    if text == "none" {
        return Ok(None);
    }
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6);
    let number = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok());
    let number = number.ok_or_else(|| PdfError(format!("unknown colour {text}")))?;
    let part = |shift: u32| (number >> shift & 0xFF) as f32 / 255.0;
    Ok(Some([part(16), part(8), part(0)]))
}

fn text(node: Node<'_, '_>) -> Result<Text, PdfError> {
    let before = match node.attribute("text-anchor").unwrap_or("start") {
        "start" => 0.0,
        "middle" => 0.5,
        "end" => 1.0,
        other => return Err(PdfError(format!("unknown text-anchor {other}"))),
    };
    let words: Vec<&str> = (node.text().unwrap_or_default())
        .split_whitespace()
        .collect();
    Ok(Text {
        text: words.join(" "),
        at: [number(node, "x", Some(0.0))?, number(node, "y", Some(0.0))?],
        size: positive(node, "font-size")?,
        colour: colour(node.attribute("fill").unwrap_or("#000000"))?.unwrap_or_default(),
        before,
        drop: drop_of(node.attribute("dy").unwrap_or("0em"))?,
        turned: turned(node.attribute("transform"))?,
    })
}

fn drop_of(text: &str) -> Result<Drop, PdfError> {
    let part = |unit: &str| text.strip_suffix(unit)?.parse::<f32>().ok();
    (part("em").map(Drop::Em))
        .or_else(|| part("ex").map(Drop::Ex))
        .ok_or_else(|| PdfError(format!("unknown dy {text}")))
}

/// `rotate(degrees, x, y)` about the point of the text itself.
fn turned(transform: Option<&str>) -> Result<f32, PdfError> {
    let Some(transform) = transform else {
        return Ok(0.0);
    };
    let inner = (transform.strip_prefix("rotate(")).and_then(|rest| rest.strip_suffix(')'));
    let degrees = inner.and_then(|inner| inner.split([',', ' ']).next()?.parse::<f32>().ok());
    degrees.ok_or_else(|| PdfError(format!("unknown transform {transform}")))
}
