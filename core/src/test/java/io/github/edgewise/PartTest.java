package io.github.edgewise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PartTest {
    @Test
    void every_number_is_in_one_part_and_parts_keep_the_order() {
        List<String> work = List.of("a", "b", "c", "d", "e");
        assertThat(Part.parse("0/2").of(work)).containsExactly("a", "c", "e");
        assertThat(Part.parse("1/2").of(work)).containsExactly("b", "d");
        assertThat(Part.parse("0/1").of(work)).isEqualTo(work);
        assertThat(Part.parse("6/7").of(work)).isEmpty();
        var all = new ArrayList<String>();
        for (int i = 0; i < 3; i++) {
            all.addAll(new Part(i, 3).of(work));
        }
        assertThat(all).containsExactlyInAnyOrderElementsOf(work);
    }

    @Test
    void other_texts_are_refused() {
        for (String wrong : List.of("", "1", "4/4", "-1/4", "0/0", "a/b", "1/2/3", "0/99999999", " 0/2")) {
            assertThatThrownBy(() -> Part.parse(wrong)).isInstanceOf(InvalidInputException.class)
                    .hasMessage("a part is I/N with I from 0 to N-1, such as 0/4, not '" + wrong + "'");
        }
    }
}
