package dev.heed.conformance.compare;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The charts of a report. All vertical axes begin at 0, so that twice as high is twice as
 * much. */
record Charts(ComparisonReport report) {
    private static final Color[] COLOURS = {
        new Color(0x2f6db5), new Color(0xe08a1e), new Color(0x3f9b6c), new Color(0xb0486f), new Color(0x7a6bb8)
    };
    private static final Color INK = new Color(0x22272e);
    private static final Color GRID = new Color(0xdfe3e8);
    private static final int WIDTH = 860;

    /** Tokens a second: a group of bars for each work. */
    Picture throughput() {
        CategoryChart chart = bars("tokens a second", Outcome.Measured::tokensPerSecond);
        chart.getStyler().setYAxisDecimalPattern("#,##0");
        return Picture.of(chart, "Tokens a second of each backend on each work, as bars; the tables have the numbers.");
    }

    /** Error over tolerance: a group of bars for each work. */
    Picture errors() {
        CategoryChart chart = bars("error / tolerance", Outcome.Measured::errorOverTolerance);
        chart.getStyler().setYAxisDecimalPattern("0.###");
        return Picture.of(
                chart, "Error over tolerance of each backend on each work, as bars; the tables have the numbers.");
    }

    private CategoryChart bars(String axis, ToDoubleFunction<Outcome.Measured> value) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(340)
                .yAxisTitle(axis)
                .build();
        style(chart.getStyler());
        chart.getStyler().setAvailableSpaceFill(0.6);
        List<String> works = report.works().stream().map(WorkDescription::name).toList();
        for (BackendResult backend : report.backends()) {
            chart.addSeries(backend.id(), works, values(backend, value));
        }
        return chart;
    }

    /** Null, which leaves a gap, where there is no number. */
    private static List<@Nullable Double> values(BackendResult backend, ToDoubleFunction<Outcome.Measured> value) {
        List<@Nullable Double> values = new ArrayList<>();
        for (Outcome outcome : backend.outcomes()) {
            double number = outcome instanceof Outcome.Measured measured ? value.applyAsDouble(measured) : Double.NaN;
            values.add(Double.isFinite(number) ? (Double) number : null);
        }
        return values;
    }

    /** The timed calls of one work, in milliseconds: a point for each call, in order. */
    Picture calls(int work) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(300)
                .xAxisTitle("timed call")
                .yAxisTitle("milliseconds")
                .build();
        style(chart.getStyler());
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
        chart.getStyler().setXAxisDecimalPattern("0").setYAxisDecimalPattern("#,##0.###");
        chart.getStyler().setMarkerSize(6);
        for (int index = 0; index < report.backends().size(); index++) {
            BackendResult backend = report.backends().get(index);
            if (backend.outcomes().get(work) instanceof Outcome.Measured measured) {
                List<Double> milliseconds = measured.timing().seconds().stream()
                        .map(each -> each * 1e3)
                        .toList();
                List<Integer> calls =
                        IntStream.rangeClosed(1, milliseconds.size()).boxed().toList();
                chart.addSeries(backend.id(), calls, milliseconds)
                        .setMarker(SeriesMarkers.CIRCLE)
                        .setMarkerColor(colour(index));
            }
        }
        return Picture.of(chart, "How long each timed call took, in order; the table has median and quartiles.");
    }

    private void style(AxesChartStyler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setBaseFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setLegendPosition(LegendPosition.OutsideS)
                .setLegendLayout(LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setChartTitleVisible(false)
                .setLocale(Locale.ROOT)
                .setSeriesColors(IntStream.range(0, report.backends().size())
                        .mapToObj(Charts::colour)
                        .toArray(Color[]::new));
        styler.setPlotGridLinesColor(GRID)
                .setPlotGridLinesStroke(new BasicStroke(1))
                .setPlotGridVerticalLinesVisible(false)
                .setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12))
                .setAxisTickLabelsColor(INK)
                .setYAxisMin(0.0);
    }

    private static Color colour(int index) {
        return COLOURS[index % COLOURS.length];
    }
}
