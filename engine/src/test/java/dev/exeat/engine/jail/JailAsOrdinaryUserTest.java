package dev.exeat.engine.jail;

import java.util.List;

/** As {@link JailAsRootTest} for a user who is root only in a user namespace. */
class JailAsOrdinaryUserTest extends JailAttacks {
    @Override
    JailWorld makeWorld() throws Exception {
        return JailWorld.asOrdinaryUser();
    }

    @Override
    List<Attack> ownAttacks() {
        return List.of();
    }
}
