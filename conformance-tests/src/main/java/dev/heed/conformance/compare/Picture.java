package dev.heed.conformance.compare;

import dev.heed.conformance.report.Html;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;
import org.knowm.xchart.internal.chartpart.Chart;

/**
 * A picture that is part of the page itself.
 *
 * @param png the image
 * @param width how wide it is shown, in pixels of the page; it has twice as many, for dense screens
 * @param alt what it shows, in words
 */
record Picture(byte[] png, int width, String alt) {
    private static final int DENSITY = 2;

    static Picture of(Chart<?, ?> chart, String alt) {
        int width = chart.getWidth();
        int height = chart.getHeight();
        BufferedImage image = new BufferedImage(width * DENSITY, height * DENSITY, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.scale(DENSITY, DENSITY);
        chart.paint(graphics, width, height);
        graphics.dispose();
        return new Picture(png(image), width, alt);
    }

    private static byte[] png(BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.setUseCache(false);
            ImageIO.write(image, "png", bytes);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    String html() {
        return "<img width=\"" + width + "\" alt=\"" + Html.text(alt) + "\" src=\"data:image/png;base64,"
                + Base64.getEncoder().encodeToString(png) + "\">\n";
    }
}
