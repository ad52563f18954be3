package io.github.edgewise.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OutlookTest {
    @Test
    void says_that_six_patients_cannot_reach_significance_in_ten_tests() {
        assertThat(new Outlook(6, 10, Map.of(), 0).sentences()).containsExactly(
                "6 patients are held out: the smallest possible p is 0.031, but 10 tests with Holm's correction "
                        + "need one below 0.005. No difference can be significant here, however large; it takes 9 "
                        + "patients. Hold out more (--folds), or compare fewer losses.");
    }

    @Test
    void says_how_many_standard_deviations_can_be_found() {
        assertThat(new Outlook(12, 8, Map.of(), 0).sentences()).containsExactly(
                "12 patients are held out: with 8 tests with Holm's correction, a real difference is found with a "
                        + "probability of 80 % if it is 1.23 standard deviations of the patients' differences or "
                        + "more (0.89 if it were the only test). More seeds make these differences steadier; they "
                        + "do not add patients.");
    }

    @Test
    void earlier_results_give_the_difference_in_the_unit_of_the_metric() {
        var spreads = new LinkedHashMap<String, Double>();
        spreads.put("dice", 0.02);
        spreads.put("hd95", 3.);
        assertThat(new Outlook(12, 8, spreads, 1).sentences().getLast())
                .isEqualTo("With the spread of the 1 seed in this folder that is Dice 0.025, HD95 3.68 mm.");
    }
}
