package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.fixture.Golden;
import org.junit.jupiter.api.Test;

class EffectSizeTest {
    @Test
    void ranks_that_favour_one_side_by_hand() {
        // ranks 1 to 4, the 2 negative: (8 - 2) / 10
        assertThat(EffectSize.rankBiserial(0.1, -0.2, 0.3, 0.4)).isEqualTo(0.6);
        assertThat(EffectSize.rankBiserial(0, 0.1, -0.2, 0.3, 0.4, 0)).isEqualTo(0.6);
        assertThat(EffectSize.rankBiserial(-1, -2)).isEqualTo(-1);
    }

    @Test
    void the_correlation_follows_from_the_rank_sum_of_scipy() {
        for (String[] row : Golden.index("statistics/wilcoxon.txt")) {
            double[] d = Golden.numbers(row[1]);
            int m = d.length - Integer.parseInt(row[2]);
            double expected = 4 * Double.parseDouble(row[3]) / (m * (m + 1)) - 1;
            assertThat(EffectSize.rankBiserial(d)).as(row[0]).isCloseTo(expected, within(1e-12));
        }
    }

    @Test
    void a_tie_is_half_a_win() {
        assertThat(EffectSize.winRate(0.1, 0.2, -0.1, 0)).isEqualTo(0.625);
        assertThat(EffectSize.winRate(0.1 + 0.2 - 0.3, 1)).isEqualTo(0.75);
    }

    @Test
    void zeros_alone_favour_nobody_and_nothing_says_nothing() {
        assertThat(EffectSize.rankBiserial(0, 0)).isZero();
        assertThat(EffectSize.winRate(0, 0)).isEqualTo(0.5);
        assertThat(EffectSize.rankBiserial()).isNaN();
        assertThat(EffectSize.winRate()).isNaN();
    }
}
