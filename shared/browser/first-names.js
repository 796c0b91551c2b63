// Common first names in Denmark, Norway and the English-speaking world, in small letters. Left out are names that are
// also everyday words in one of our languages (Hans, Liv, Dag, Bent, Mark, Rose), and places, months and surnames.
// They are here, on the phone, so that nobody needs to be asked about a word.

export const FIRST_NAMES = new Set(
  `
  adam agnes agnete aksel albert albertine aleksander alexander alfred alice allan alma amalia amalie amanda anders
  andrea andreas andrew angela anita anja anker ann anna annabel anne annelise annette annika anton antonia arne
  arnold arthur arvid asbjørn asger astrid augusta axel barbara beate beatrice benedicte benedikte benjamin bente
  berit bernhard bertil betina bettina birger birgit birgitta birgitte birthe bjarne bjørg bob bodil brian brigitte
  britt britta børge camilla carina carl carla caroline carsten catherine cathrine cecilie charles charlotte chris
  christel christina christine christoffer christopher clara claudia claus connie cornelia dagfinn dagmar dagny daniel
  daniela david dennis diana ditte dorothea dorte dorthe ebba ebbe edel edgar edith edvard edward egon eigil eileen
  einar eirik eivind ejnar elena eleonora elias elin elisa elisabeth elise elizabeth ella ellen ellinor elsebeth
  elvira emil emilia emilie emily emma eric erica erik erika erland erling ernst esben esther eva evelyn eyvind
  ferdinand filip filippa flemming freddy frederik frederikke fredrik freja frida fritz frode geir georg george gerd
  gerda gert gina gitte gorm gregers greta grete grethe gudrun gunhild gunn gunnar gunvor guri gustav halvor hanna
  hannah hanne harald harold harriet harry hedda hedvig heidi heine helen helena helene helga helle henning henny
  henriette henrik henry herbert herman hilda hilde hildegard hjalmar holger ian ib ida ilse inga inge ingebjørg
  ingeborg inger ingrid ingunn ingvild iren irene isabel isabella isak ivar iver jacob jacqueline jakob james jane
  janne jannik jasmin jason jeanette jeanne jeff jennifer jenny jens jeppe jeremy jesper jessica jette jimmy joachim
  joakim joan joanna johan johanna johanne johannes john johnny jonas jonathan jonna josefine joseph judith julia
  julian julie julius justin jytte jørgen jørn kaja kamilla karen kari karin karina karl karla karoline karsten kasper
  katarina kate katharina kathrine katja katrine katy keith kelly ken kenneth kent kerstin kevin kim kirsten kirstine
  kjartan kjell kjersti kjetil klara klaus knud knut konrad kristian kristin kristina kristine kristoffer kurt lars
  lasse laura laurits lauritz leif lena lene leo leon leonora liam lilian lilly linda linea linnea lisa lisbeth lise
  liselotte lone lotte louis louise lucas lucy ludvig luise lukas lærke mads magnhild magnus maiken maja malene malin
  malte malthe marcus maren margaret margareth margit margot margrete margrethe maria marianne marie marina marit
  marlene marte martha marthe martin martine mary mathias mathilde matilde matthew mattias maya mette mia michael
  michelle mikael mikkel mikkeline milla minna miriam mogens mohamed mohammed mona monica monika morten muhammad nadia
  nanna natalie natasha nathalie nicholas nicolai nicolas nicole niels nikolaj nikoline nils nina noah nora norah ola
  olaf olav ole olga oline oliver olivia oluf oscar oskar otto ove patricia patrick paul paula pauline peder per-erik
  pernille peter petra petter philip pia poul preben ragna ragnar ragnhild rakel randi rasmus rebecca rebekka regine
  regitze reidar reidun renate rené richard rikke rita robert roger roland rolf ronny rosa ruben rudolf rune ruth
  sabine sally salma sam samuel sander sandra sara sarah sebastian selma sidsel sigbjørn sigrid sigrun sigurd sigvald
  silje simon simone sindre sofia sofie solveig sonja sophia sophie steffen steinar stella stephanie stephen steve
  steven stian stina stine susan susanne sussi svein sven svend sverre sylvia synne synnøve sølvi søren tanja ted
  teodor teresa terese terje thea theo theodor theresa therese thomas thor thora thorbjørn thorkild thorvald thyra
  tilde tim timothy tina tobias tommy tonje tony torben torbjørn tore torfinn torgeir torhild torill torkel tormod
  torstein torunn tove trine troels trond trude trygve turid tuva uffe ulla ulrik ulrikke unni ursula valborg valdemar
  vanessa vera vibeke vigdis vigga viggo viktor viktoria vilde vilhelm vilma vincent viola vivi vivian walter wenche
  werner wilhelm william yasmin yngve yvonne åge åse åshild åsmund øystein øyvind
  `
    .trim()
    .split(/\s+/),
);
