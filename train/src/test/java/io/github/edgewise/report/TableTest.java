package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TableTest {
    @Test
    void every_cell_has_the_head_of_its_column_for_narrow_screens() {
        assertThat(new Table("loss:name", "p < 1").row("a", "0.5").html())
                .contains("<th scope='col' class='name'>loss</th>", "<th scope='col'>p &lt; 1</th>",
                        "<td class='name' data-head='loss'>a</td>", "<td data-head='p &lt; 1'>0.5</td>");
    }

    @Test
    void a_row_of_another_length_is_refused() {
        assertThatThrownBy(() -> new Table("a", "b").row("1")).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("1 cells for 2 heads");
    }
}
