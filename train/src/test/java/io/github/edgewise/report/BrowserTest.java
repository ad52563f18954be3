package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class BrowserTest {
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    private Path folder = Path.of("");
    private int width = 1280;

    private static Optional<Path> browser() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .flatMap(dir -> NAMES.stream().map(name -> Path.of(dir, name)))
                .filter(Files::isExecutable).findFirst();
    }

    /// What a browser makes of the page after it ran this script, too.
    private String shown(String page, String script) throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no browser on PATH, of " + NAMES);
        Path file = Files.writeString(folder.resolve("page.html"),
                page.replace("</body>", "<script>" + script + "</script></body>"));
        Path dom = folder.resolve("dom.html");
        Path log = folder.resolve("log.txt");
        Process process = new ProcessBuilder(Stream.of(browser.get().toString(), "--headless", "--no-sandbox",
                "--disable-gpu", "--window-size=" + width + ",900", "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync", "--disable-quic", "--user-data-dir=" + folder.resolve("profile"),
                "--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom",
                file.toUri().toString()).toList()).redirectOutput(dom.toFile()).redirectError(log.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(log, StandardCharsets.ISO_8859_1).lines()
                .filter(line -> line.contains("CONSOLE"))).isEmpty();
        return Files.readString(dom);
    }

    private static String page() {
        Grid grid = Grid.of(Shape.of(12, 30, 30));
        LabelMap box = Masks.box(grid, 3, 8, 8, 5);
        var image = new Volume(grid, new float[grid.voxels()]);
        var viewer = CaseViewer.of("c",
                List.of(new Report.Example("one", image, box, Map.of("p", Masks.box(grid, 3, 9, 8, 5)))));
        return Html.page("t", "l", viewer.html() + new DistanceInspector("one", image, box, 1,
                Optional.empty(), new BoundaryLoss()).html("m"));
    }

    @Test
    void the_slider_moves_all_panels_of_its_case_alone() throws IOException, InterruptedException {
        String dom = shown(page(), """
                const r=document.querySelector('#c0 input');r.value=4;r.dispatchEvent(new Event('input'));
                const on=s=>[...document.querySelectorAll(s+' svg.view')].map(v=>
                  [...v.querySelectorAll('g.z')].map(g=>g.classList.contains('on')?1:0).join('')).join(' ');
                document.title=on('#c0')+' | '+on('#m')+' | '+document.querySelector('#c0 output').value;
                """);
        assertThat(dom).contains("<title>00001 00001 00001 | 10000 10000 10000 | slice 8 of 12</title>");
    }

    @Test
    void arrow_keys_and_the_wheel_move_the_slices_up_to_the_last_one()
            throws IOException, InterruptedException {
        String dom = shown(page(), """
                const p=document.querySelector('#c0 .panels'),r=document.querySelector('#c0 input');
                r.value=3;r.dispatchEvent(new Event('input'));
                const key=k=>p.dispatchEvent(new KeyboardEvent('keydown',{key:k,cancelable:true}));
                const wheel=d=>p.dispatchEvent(new WheelEvent('wheel',{deltaY:d,cancelable:true}));
                const said=[key('ArrowUp'),r.value,wheel(1),r.value,wheel(1),r.value,wheel(1),r.value];
                document.title=said.join(' ');
                """);
        assertThat(dom).as("false where the page itself must not scroll")
                .contains("<title>false 2 false 3 false 4 true 4</title>");
    }

    @Test
    void nothing_is_wider_than_a_screen_of_500_pixels() throws IOException, InterruptedException {
        width = 500; // the narrowest window of this browser
        String dom = shown(ComparisonPageTest.page(), """
                const cell=document.querySelector('table.cards td');
                document.title=(innerWidth<=500)+' '+(document.documentElement.scrollWidth<=innerWidth)+' '
                  +getComputedStyle(cell,'::before').content+' '
                  +[...document.querySelectorAll('table')].some(t=>t.scrollWidth>t.clientWidth+1);
                """);
        assertThat(dom).contains("<title>true true \"loss\" false</title>");
    }

    @Test
    void numbers_are_read_back_from_colours() throws IOException, InterruptedException {
        String dom = shown(page(), """
                const v=document.querySelector('#m svg.view');
                for(const key of ['ArrowLeft','ArrowUp'])
                  v.dispatchEvent(new KeyboardEvent('keydown',{key,bubbles:true}));
                """);
        // voxel (9, 9) of the first slice of the box lies half a voxel below its lid
        assertThat(dom).containsPattern("row \\d+, column \\d+ of the picture: phi \u22120\\.5 mm<");
    }

    @Test
    void a_click_on_a_head_sorts_a_table_by_its_numbers_and_a_second_one_turns_it_round()
            throws IOException, InterruptedException {
        String dom = shown(ComparisonPageTest.page(),
                """
                        const table=document.querySelectorAll('table.sortable')[1],button=table.querySelectorAll('th button')[2];
                        const column=()=>[...table.tBodies[0].rows].map(r=>parseFloat(r.cells[2].textContent));
                        const rises=v=>v.every((x,i)=>i==0||v[i-1]<=x);
                        const before=column();button.click();const up=column();button.click();
                        document.title=before.length+' '+rises(before)+' '+rises(up)+' '+rises(column().reverse())
                          +' '+table.querySelectorAll('[aria-sort=descending]').length;
                        """);
        assertThat(dom).contains("<title>12 false true true 1</title>");
    }
}
