package io.github.edgewise.report;

import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.train.StoredPost;
import java.util.Locale;
import java.util.Optional;

/// The post-processing of a run on its page: what it is, what was tried, what it did to the validation cases.
final class PostSection {
    private PostSection() {}

    /// The section as HTML; an empty text where nothing is known.
    ///
    /// @param scores for the names of the classes
    static String html(Optional<StoredPost> known, Evaluation scores) {
        if (known.isEmpty()) return "";
        StoredPost post = known.get();
        var html = new StringBuilder("<h2>Post-processing</h2><p><code>").append(
                Html.escaped(post.post().text())).append("</code>, ").append(Html.escaped(post.why()))
                .append(".</p>");
        if (!post.effects().isEmpty()) {
            html.append("<p>What it does to the validation cases, mean over the cases:</p><table><tr>"
                    + "<th>class</th><th class='name'>metric</th><th>without</th><th>with</th></tr>");
            for (StoredPost.Effect e : post.effects()) {
                html.append("<tr><td>").append(Html.escaped(scores.className(e.classIndex())))
                        .append("</td><td class='name'>").append(Html.escaped(e.metric())).append("</td><td>")
                        .append(number(e.before())).append("</td><td>").append(number(e.after()))
                        .append("</td></tr>");
            }
            html.append("</table>");
        }
        if (post.steps().isEmpty()) return html.toString();
        html.append("<p>What was tried, in this order; gain is the mean over the patients of "
                + "(Dice + NSD + boundary IoU) / 3 with minus without the step, p allows for so many "
                + "candidates:</p><table><tr><th>class</th><th class='name'>best candidate</th><th>of</th>"
                + "<th>gain</th><th>p</th><th class='name'>taken</th></tr>");
        for (StoredPost.Step step : post.steps()) {
            html.append(String.format(Locale.ROOT,
                    "<tr><td>%s</td><td class='name'>%s</td><td>%d</td><td>%+.4f</td><td>%.3g</td>"
                            + "<td class='name'>%s</td></tr>",
                    Html.escaped(scores.className(step.classIndex())), Html.escaped(step.setting()),
                    step.candidates(), step.gain(), step.p(), step.taken() ? "yes" : "no"));
        }
        return html.append("</table>").toString();
    }

    private static String number(Optional<Double> value) {
        return value.map(v -> String.format(Locale.ROOT, "%.3f", v)).orElse("-");
    }
}
