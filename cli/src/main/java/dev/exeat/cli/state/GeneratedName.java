package dev.exeat.cli.state;

import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/** Names such as {@code calm-otter} for sandboxes that nobody named. */
final class GeneratedName {
    private static final List<String> ADJECTIVES = words("""
            able agile airy amber ample apt arctic azure bold brave breezy brief bright brisk calm candid careful cheery civil
            clear clever cosy crisp curious dapper deft dry eager early easy even exact fair fancy fast fine firm fleet fond frank
            free fresh gentle glad golden good grand green handy happy hardy hazel honest humble ideal jolly keen kind late lean
            light lively loyal lucid lucky mellow merry mild modest neat nimble noble novel patient plain polite proud prudent
            quick quiet rapid ready rosy round royal sage serene sharp shy silent silver simple sleek smart smooth snug sober solid
            sound spry steady still sturdy subtle sunny sure swift tidy trusty vivid warm wary wise witty young zesty
            """);
    private static final List<String> ANIMALS = words("""
            adder albatross alpaca ant auk badger bat bear beaver bee beetle bison bittern boar buzzard camel carp cat chamois
            cheetah cicada civet cod condor coot coral cormorant crab crane cricket crow cuckoo curlew deer dingo dipper dolphin
            donkey dove duck dunlin eagle eel egret eider elk ermine falcon ferret finch fox frog gannet gazelle gecko gibbon
            goat goose grebe grouse gull hare harrier hawk hedgehog heron hoopoe hornet horse ibex ibis jackal jackdaw jay
            kestrel kingfisher kite koala lapwing lark lemur leopard linnet lion lizard llama lobster lynx magpie marmot marten
            martin merlin mink mole moose moth mouse mule newt nightjar okapi oriole osprey otter owl ox oyster panda parrot
            partridge pelican perch pheasant pika pike pipit plover pony puffin quail rabbit raven robin rook salmon seal serin
            shrew siskin skua snail sparrow squid squirrel starling stoat stork swallow swan swift tapir teal tern thrush tiger
            toad trout turtle viper vole wagtail walrus warbler wasp weasel whale wigeon wolf wombat wren yak zebra
            """);
    private static final int TRIES = 200;

    private GeneratedName() {}

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }

    /** A name that is not taken; with a number where the words run out. */
    static SandboxName choose(RandomGenerator random, Predicate<SandboxName> taken) {
        for (int i = 0; i < TRIES; i++) {
            SandboxName name =
                    new SandboxName(pick(random, ADJECTIVES) + "-" + pick(random, ANIMALS) + suffix(random, i));
            if (!taken.test(name)) {
                return name;
            }
        }
        throw new IllegalStateException("no free name was found");
    }

    private static String suffix(RandomGenerator random, int tries) {
        return tries < TRIES / 2 ? "" : "-" + random.nextInt(1_000_000);
    }

    private static String pick(RandomGenerator random, List<String> words) {
        return words.get(random.nextInt(words.size()));
    }
}
