#!/usr/bin/env bash
# Uses every published artifact as somebody else's program does. Publishes all of them to a temporary repository,
# then, for each: resolves it in an empty project, compiles a few lines against it, runs them and compares what
# they print. Prints a line per artifact; fails at the first that cannot be used.
#
#     tools/consumers.sh [options for the build, such as -Prelease]
#
# JAVA_HOME is a JDK 25 or newer. JAVA_21, if set, is a JDK 21 or newer that runs what is compiled for Java 21.
# Other artifacts are taken from the local repository of Maven; nothing of Edgewise is installed there.
set -eu

fail() { echo "consumers: $1" >&2; exit 1; }

major() { sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" 2>/dev/null || true; }

root=$(cd "$(dirname "$0")/.." && pwd)
jdk=${JAVA_HOME:-}
[ -x "$jdk/bin/javac" ] && [ "$(major "$jdk")" -ge 25 ] || fail "JAVA_HOME must be the folder of a JDK 25 or newer, not '$jdk'"
jdk_21=${JAVA_21:-$jdk}
[ -x "$jdk_21/bin/java" ] && [ "$(major "$jdk_21")" -ge 21 ] || fail "JAVA_21 must be the folder of a JDK 21 or newer, not '$jdk_21'"

cache=$HOME/.m2/repository
for option in "$@"; do
  case $option in -Dmaven.repo.local=*) cache=${option#*=} ;; esac
done
version=$(sed -n 's:.*<artifactId>edgewise</artifactId><version>\([^<]*\)<.*:\1:p' "$root/core/pom.xml")
plugin=$(sed -n 's:.*<artifactId>maven-dependency-plugin</artifactId><version>\([^<]*\)<.*:\1:p' "$root/pom.xml")

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

(cd "$root" && mvn -B -q -ntp "$@" deploy -Dmaven.test.skip=true -Dspotless.check.skip=true -Dmaven.install.skip=true \
  "-DaltDeploymentRepository=published::file://$work/published") >"$work/log" 2>&1 \
  || { cat "$work/log" >&2; fail "the build failed; its messages are above"; }
[ ! -e "$work/published/io/github/edgewise/edgewise-bench" ] || fail "bench must not be published"

cat >"$work/settings.xml" <<END
<settings>
  <localRepository>$work/repository</localRepository>
  <mirrors><mirror><id>local</id><mirrorOf>central</mirrorOf><url>file://$cache</url></mirror></mirrors>
</settings>
END

# use ARTIFACT RELEASE JDK EXPECTED: the program Use.java is on the standard input
use() {
  project=$work/$1
  mkdir "$project"
  cat >"$project/Use.java"
  cat >"$project/pom.xml" <<END
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId><artifactId>use-$1</artifactId><version>1</version>
  <repositories><repository><id>published</id><url>file://$work/published</url></repository></repositories>
  <dependencies>
    <dependency><groupId>io.github.edgewise</groupId><artifactId>$1</artifactId><version>$version</version></dependency>
  </dependencies>
</project>
END
  cd "$project"
  mvn -B -q -ntp -s "$work/settings.xml" "org.apache.maven.plugins:maven-dependency-plugin:$plugin:build-classpath" \
    -Dmdep.outputFile="$project/classpath" >log 2>&1 || { cat log >&2; fail "$1 could not be resolved"; }
  classpath=$(cat classpath)
  "$jdk/bin/javac" --release "$2" -cp "$classpath" -d . Use.java || fail "a program with $1 could not be compiled"
  flags=()
  if [ "$2" -ge 25 ]; then flags=(--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow); fi
  printed=$("$3/bin/java" ${flags[@]+"${flags[@]}"} -cp ".:$classpath" Use) || fail "a program with $1 failed"
  [ "$printed" = "$4" ] || fail "a program with $1 printed '$printed' instead of '$4'"
  echo "$1 $version: compiled for Java $2, ran on Java $(major "$3"), $(awk -F: '{ print NF }' classpath) jars"
}

use edgewise-core 21 "$jdk_21" '[0.5, -0.5, -1.5, -0.5, 0.5]' <<'END'
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;

public class Use {
    public static void main(String[] arguments) {
        var labels = new LabelMap(Grid.of(Shape.of(1, 5)), 2, new byte[]{0, 1, 1, 1, 0});
        System.out.println(java.util.Arrays.toString(SignedDistance.of(labels).forClass(1).mm()));
    }
}
END

use edgewise-io 21 "$jdk_21" '[1.0, 2.0, 3.0, 4.0]' <<'END'
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.nio.file.Path;

public class Use {
    public static void main(String[] arguments) throws java.io.IOException {
        Volumes.write(Path.of("four.nii.gz"), new Volume(Grid.of(Shape.of(1, 2, 2)), new float[]{1, 2, 3, 4}));
        System.out.println(java.util.Arrays.toString(Volumes.read(Path.of("four.nii.gz")).values()));
    }
}
END

use edgewise-predict 21 "$jdk_21" '36.0' <<'END'
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.volume.Shape;

public class Use {
    public static void main(String[] arguments) {
        float[] image = new float[36];
        java.util.Arrays.fill(image, 1);
        float[] same = new SlidingWindow(Shape.of(4, 4), 0.5).apply(image, 1, Shape.of(6, 6), 1, window -> window);
        double sum = 0;
        for (float value : same) sum += value;
        System.out.println(Math.round(100 * sum) / 100.);
    }
}
END

use edgewise-loss 25 "$jdk" '0.000' <<'END'
import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.DiceLoss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;

public class Use {
    public static void main(String[] arguments) {
        Engine.start(1, 1);
        var target = Target.of(java.util.List.of(new LabelMap(Grid.of(Shape.of(1, 2)), 2, new byte[]{0, 1})));
        var perfect = Prediction.of(Tensors.of(new float[]{99, -99, -99, 99}, 1, 2, 1, 2));
        System.out.printf("%.3f%n", Tensors.doubles(new DiceLoss().value(perfect, target)).getFirst());
    }
}
END

use edgewise-train 25 "$jdk" '[1, 2, 16, 16]' <<'END'
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.net.UNet;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;

public class Use {
    public static void main(String[] arguments) {
        var network = new UNet(8, 2).build(Plan.of(Shape.of(16, 16), Spacing.UNIT, 1, 2));
        var logits = network.forward(Tensors.of(new float[256], 1, 1, 16, 16));
        System.out.println(java.util.Arrays.toString(logits.shape()));
    }
}
END

use edgewise-cli 25 "$jdk" "edgewise $version" <<'END'
public class Use {
    public static void main(String[] arguments) {
        io.github.edgewise.cli.Edgewise.main(new String[]{"--version"});
    }
}
END
