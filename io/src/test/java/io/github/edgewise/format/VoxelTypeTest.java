package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class VoxelTypeTest {
    @ParameterizedTest
    @EnumSource
    void what_a_type_holds_comes_back(VoxelType type) {
        var buffer = ByteBuffer.allocate(8);
        int held = 0;
        for (int exponent = 0; exponent <= 64; exponent++) {
            for (float sign : new float[]{-1, 1}) {
                float value = sign * Math.scalb(1f, exponent);
                for (float v : new float[]{value, Math.nextDown(value), value - sign, 0, 0.5f}) {
                    if (!type.holds(v)) continue;
                    held++;
                    type.put(buffer.clear(), v);
                    assertThat((float) type.next(buffer.flip())).as("%s", v).isEqualTo(v);
                }
            }
        }
        assertThat(held).isGreaterThan(130);
    }

    @ParameterizedTest
    @EnumSource
    void the_limits_are_those_of_its_bits(VoxelType type) {
        if (type.isFloat()) {
            assertThat(type.holds(new float[]{0.5f, Float.NaN, -0f})).isTrue();
            return;
        }
        boolean signed = type.label().startsWith("int");
        float limit = Math.scalb(1f, 8 * type.bytes() - (signed ? 1 : 0));
        assertThat(type.holds(Math.nextDown(limit)) || type.bytes() < 4).isTrue();
        assertThat(type.holds(limit)).isFalse();
        assertThat(type.holds(signed ? -limit : 0)).isTrue();
        assertThat(type.holds(signed ? Math.nextDown(-limit) : -1)).isFalse();
        assertThat(type.holds(new float[]{1, 0.5f})).isFalse();
        assertThat(type.holds(Float.NaN)).isFalse();
        assertThat(VoxelType.named(type.label())).contains(type);
    }
}
