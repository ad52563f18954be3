package io.github.edgewise.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTest {
    private static final List<Double> GOOD = List.of(0.9, 0.8, 0.9);
    private static final List<Double> FAIR = List.of(0.8, 0.8, 0.7);
    private static final List<Double> POOR = List.of(0.1, 0.2, 0.75);

    @Test
    void mean_ranks_by_hand_with_a_tie() {
        Ranking higher = Ranking.of(1, true, List.of(FAIR, GOOD, POOR));
        assertThat(higher.meanRanks()).containsExactly((2 + 1.5 + 3) / 3, (1 + 1.5 + 1) / 3,
                (3 + 3 + 2) / 3.);
        Ranking lower = Ranking.of(1, false, List.of(FAIR, GOOD, POOR));
        assertThat(lower.meanRanks()).containsExactly((2 + 2.5 + 1) / 3, (3 + 2.5 + 3) / 3, (1 + 1 + 2) / 3.);
    }

    @Test
    void a_method_that_is_better_for_every_patient_is_always_first() {
        Ranking ranking = Ranking.of(1, true, List.of(List.of(0.5, 0.6, 0.4), List.of(0.6, 0.7, 0.5)));
        assertThat(ranking.firstShares()).containsExactly(0., 1.);
        assertThat(ranking.tau()).isOne();
        assertThat(Ranking.of(1, false, List.of(List.of(0.5, 0.6), List.of(0.6, 0.7))).firstShares())
                .containsExactly(1., 0.);
    }

    @Test
    void the_share_of_firsts_is_that_of_all_resamples() {
        // better by 1 for one patient of three, worse by 0.4 for two: first where the first is drawn at least
        // once, 19 of 27 resamples, by 1 - 0.8; the mean agrees, so tau is 19 / 27 - 8 / 27
        Ranking ranking = Ranking.of(1, true, List.of(List.of(1., 0., 0.), List.of(0., 0.4, 0.4)));
        assertThat(ranking.firstShares().getFirst()).isCloseTo(19 / 27., within(0.02));
        assertThat(ranking.firstShares().getFirst() + ranking.firstShares().getLast()).isCloseTo(1,
                within(1e-12));
        assertThat(ranking.tau()).isCloseTo(11 / 27., within(0.04));
        assertThat(Ranking.of(1, true, List.of(List.of(1., 0., 0.), List.of(0., 0.4, 0.4))))
                .isEqualTo(ranking);
    }

    @Test
    void equal_methods_share_the_first_place() {
        Ranking ranking = Ranking.of(1, true, List.of(GOOD, GOOD, POOR));
        assertThat(ranking.firstShares().get(0)).isEqualTo(ranking.firstShares().get(1)).isCloseTo(0.5,
                within(1e-12));
        assertThat(ranking.firstShares().get(2)).isZero();
        assertThat(ranking.tau()).isCloseTo(1, within(1e-12));
    }

    @Test
    void one_method_is_first_and_none_cannot_be_ranked() {
        assertThat(Ranking.of(1, true, List.of(GOOD))).isEqualTo(new Ranking(List.of(1.), List.of(1.), 1));
        assertThatThrownBy(() -> Ranking.of(1, true, List.of()))
                .hasMessage("a ranking needs at least one method and one patient");
        assertThatThrownBy(() -> Ranking.of(1, true, List.of(List.of())))
                .hasMessage("a ranking needs at least one method and one patient");
        assertThatThrownBy(() -> Ranking.of(1, true, List.of(GOOD, List.of(1.))))
                .hasMessageStartingWith("method 1 has");
    }
}
