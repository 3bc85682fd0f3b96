//! One page with shapes, texts and pictures.

use crate::PdfError;
use crate::deflated::deflated;
use crate::drawing::{Drawing, Item, Paint, Text, What};
use crate::fonts::{FontRefs, Used};
use crate::lettering::{Letters, Run};
use crate::picture::Picture;
use pdf_writer::types::LineCapStyle;
use pdf_writer::{Content, Filter, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeMap;

const POINTS_PER_MM: f64 = 72.0 / 25.4;

/// The file.
///
/// # Errors
/// The embedded font cannot be read or cut.
pub(crate) fn write(drawing: &Drawing, width_mm: f64) -> Result<Vec<u8>, PdfError> {
    let letters = Letters::new()?;
    let width = (width_mm * POINTS_PER_MM) as f32;
    let scale = width / drawing.width;
    let height = drawing.height * scale;
    let mut painter = Painter {
        letters: &letters,
        content: Content::new(),
        used: Used::default(),
        opacities: BTreeMap::new(),
        pictures: Vec::new(),
    };
    // as in the drawing: y grows downwards, in its pixels
    painter
        .content
        .transform([scale, 0.0, 0.0, -scale, 0.0, height]);
    for item in &drawing.items {
        painter.draw(item);
    }
    let Painter {
        content,
        used,
        opacities,
        pictures,
        ..
    } = painter;

    let mut next = 0;
    let mut new = || {
        next += 1;
        Ref::new(next)
    };
    let (catalog, pages, page, stream, about) = (new(), new(), new(), new(), new());
    let mut font = || FontRefs {
        font: new(),
        descendant: new(),
        descriptor: new(),
        to_unicode: new(),
        data: new(),
    };
    let (embedded, japanese) = (font(), font());
    let states: Vec<Ref> = opacities.iter().map(|_| new()).collect();
    let drawn: Vec<Ref> = pictures.iter().map(|_| new()).collect();

    let mut pdf = Pdf::new();
    pdf.catalog(catalog).pages(pages);
    pdf.document_info(about).producer(TextStr("arrayon"));
    pdf.pages(pages).kids([page]).count(1);
    let mut leaf = pdf.page(page);
    leaf.media_box(Rect::new(0.0, 0.0, width, height));
    leaf.parent(pages).contents(stream);
    let mut resources = leaf.resources();
    let mut fonts = resources.fonts();
    fonts.pair(EMBEDDED, embedded.font);
    if used.has_japanese() {
        fonts.pair(JAPANESE, japanese.font);
    }
    fonts.finish();
    let mut graphics = resources.ext_g_states();
    for (name, state) in opacities.values().zip(&states) {
        graphics.pair(Name(name.as_bytes()), *state);
    }
    graphics.finish();
    let mut objects = resources.x_objects();
    for (at, object) in drawn.iter().enumerate() {
        objects.pair(Name(picture_name(at).as_bytes()), *object);
    }
    objects.finish();
    resources.finish();
    leaf.finish();

    let content = deflated(&content.finish());
    pdf.stream(stream, &content).filter(Filter::FlateDecode);
    used.write_embedded(&mut pdf, &letters, embedded)?;
    if used.has_japanese() {
        used.write_japanese(&mut pdf, japanese);
    }
    for (hundredths, state) in opacities.keys().zip(&states) {
        let part = f32::from(*hundredths) / 100.0;
        let mut graphics = pdf.ext_graphics(*state);
        graphics.non_stroking_alpha(part).stroking_alpha(part);
    }
    for (picture, object) in pictures.iter().zip(&drawn) {
        write_picture(&mut pdf, picture, *object);
    }
    Ok(pdf.finish())
}

const EMBEDDED: Name<'static> = Name(b"F1");
const JAPANESE: Name<'static> = Name(b"F2");

fn picture_name(at: usize) -> String {
    format!("P{at}")
}

fn write_picture(pdf: &mut Pdf, picture: &Picture, object: Ref) {
    let data = deflated(&picture.rgb);
    let mut image = pdf.image_xobject(object, &data);
    image.filter(Filter::FlateDecode);
    image.width(i32::try_from(picture.width).unwrap_or(i32::MAX));
    image.height(i32::try_from(picture.height).unwrap_or(i32::MAX));
    image.color_space().device_rgb();
    image.bits_per_component(8).interpolate(false);
    image.finish();
}

/// What a page is made of while it is drawn.
struct Painter<'a> {
    letters: &'a Letters<'a>,
    content: Content,
    used: Used,
    /// In hundredths, each with its name.
    opacities: BTreeMap<u8, String>,
    pictures: Vec<Picture>,
}

impl Painter<'_> {
    fn draw(&mut self, item: &Item) {
        let hundredths = (item.opacity * 100.0).round() as u8;
        let is_opaque = hundredths >= 100;
        if !is_opaque {
            let name =
                (self.opacities.entry(hundredths)).or_insert_with(|| format!("G{hundredths}"));
            self.content.save_state();
            self.content.set_parameters(Name(name.as_bytes()));
        }
        match &item.what {
            What::Rectangle([x, y, width, height], paint) => {
                self.content.rect(*x, *y, *width, *height);
                self.paint(*paint);
            }
            What::Path(points, is_closed, paint) => {
                for (at, &[x, y]) in points.iter().enumerate() {
                    match at {
                        0 => self.content.move_to(x, y),
                        _ => self.content.line_to(x, y),
                    };
                }
                if *is_closed {
                    self.content.close_path();
                }
                self.paint(*paint);
            }
            What::Circle(circle, paint) => self.circle(*circle, *paint),
            What::Text(text) => self.text(text),
            What::Picture([x, y, width, height], picture) => {
                let name = picture_name(self.pictures.len());
                self.pictures.push(picture.clone());
                self.content.save_state();
                self.content
                    .transform([*width, 0.0, 0.0, -*height, *x, *y + *height]);
                self.content.x_object(Name(name.as_bytes()));
                self.content.restore_state();
            }
        }
        if !is_opaque {
            self.content.restore_state();
        }
    }

    fn paint(&mut self, paint: Paint) {
        if let Some([r, g, b]) = paint.fill {
            self.content.set_fill_rgb(r, g, b);
        }
        if let Some(([r, g, b], width)) = paint.stroke {
            self.content.set_stroke_rgb(r, g, b).set_line_width(width);
        }
        match (paint.fill.is_some(), paint.stroke.is_some()) {
            (true, true) => self.content.fill_nonzero_and_stroke(),
            (true, false) => self.content.fill_nonzero(),
            (false, true) => self.content.stroke(),
            (false, false) => self.content.end_path(),
        };
    }

    /// A filled circle is a line of no length with round ends, of which thousands take little room.
    fn circle(&mut self, [x, y, radius]: [f32; 3], paint: Paint) {
        if let Some([r, g, b]) = paint.fill {
            self.content.save_state();
            self.content.set_line_cap(LineCapStyle::RoundCap);
            self.content
                .set_stroke_rgb(r, g, b)
                .set_line_width(2.0 * radius);
            self.content.move_to(x, y).line_to(x, y).stroke();
            self.content.restore_state();
        }
        let Some(stroke) = paint.stroke else { return };
        // by four curves, whose handles are this far from their ends
        let k = 0.552_285 * radius;
        self.content.move_to(x + radius, y);
        let quarters = [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0], [1.0, 0.0]];
        for pair in quarters.windows(2) {
            let ([ax, ay], [bx, by]) = (pair[0], pair[1]);
            self.content.cubic_to(
                x + ax * radius + bx * k,
                y + ay * radius + by * k,
                x + bx * radius + ax * k,
                y + by * radius + ay * k,
                x + bx * radius,
                y + by * radius,
            );
        }
        self.paint(Paint {
            fill: None,
            stroke: Some(stroke),
        });
    }

    fn text(&mut self, text: &Text) {
        let runs = self.letters.runs(&text.text);
        let widths = runs.iter().map(|run| self.letters.width(run, text.size));
        let widths: Vec<f32> = widths.collect();
        let mut along = -text.before * widths.iter().sum::<f32>();
        let drop = self.letters.drop(text.drop, text.size);
        let (sin, cos) = match text.turned {
            0.0 => (0.0, 1.0),
            90.0 => (1.0, 0.0),
            180.0 => (0.0, -1.0),
            270.0 => (-1.0, 0.0),
            degrees => degrees.to_radians().sin_cos(),
        };
        let [r, g, b] = text.colour;
        self.content.set_fill_rgb(r, g, b);
        for (run, width) in runs.iter().zip(widths) {
            let (font, code) = match run {
                Run::Embedded(glyphs) => {
                    let numbers = glyphs.iter().map(|&glyph| self.used.glyph(glyph));
                    (EMBEDDED, numbers.flat_map(u16::to_be_bytes).collect())
                }
                Run::Japanese(text) => (JAPANESE, self.used.japanese(text)),
            };
            let [x, y] = text.at;
            let at = [x + cos * along - sin * drop, y + sin * along + cos * drop];
            self.content.begin_text();
            self.content.set_font(font, text.size);
            self.content
                .set_text_matrix([cos, sin, sin, -cos, at[0], at[1]]);
            self.content.show(Str(&code));
            self.content.end_text();
            along += width;
        }
    }
}
