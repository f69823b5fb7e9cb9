"""Legal forms as companies carry them in their names, in many countries and scripts: short, and written out.

Which forms there are is a fact of each country's law; GLEIF lists them by country (ISO 20275). They stand here as
people write them, without points; `naming` brings them to the form in which it compares.
"""

CLEAR = """
corp corpn corporation inc incorp incorporated limited llc lllp llp ltd pllc plc pte pty pvt ultd
aktiengesellschaft gbr gesmbh gmbh kg kgaa kommanditgesellschaft mbh ohg partg partgmbb
asbl besloten bv bvba cvba ebvba naamloze naamlooze nv nvsa scrl sprl vennootschap vof vzw
eirl eireli eurl limitada ltda lda sapa sapi sarl sasu scarl selarl sgps slne srl srls unipessoal
aksjeselskap aktiebolag aktiebolaget aktieselskab anpartsselskab aps ehf ohf osakeyhtio oy oyj publ
aktsiaselts osauhing uab
doo ead eood jdoo kft nyrt ood reszvenytarsasag shpk spolsro spolzoo spzoo sro zrt
cjsc jsc oao ojsc ooo pao pjsc zao
dmcc fzc fzco fze fzllc kscp qpsc qsc saoc saog wll
berhad bhd persero sdn tbk tnhh
еад еоод жшс зао кда нао оао одо оод ооо пао прат тдв тов тоо фгуп доо
αβεε αεβε επε ικε
एलएलपी प्राइवेट लि लिमिटेड প্রাইভেট লিমিটেড பிரைவேட் லிமிடெட் ప్రైవేట్ లిమిటెడ్ પ્રાઇવેટ લિમિટેડ
ذمم شمم شمك شمس شمع شذمم المحدودة محدودة
בעמ
"""
"""Nothing else is called so: dropped wherever they stand but at the front."""

SHORT = """
ab ad ag amba as asa bsc bt cc cic cio clg cv dac dd dno eg ek et ev fmba gie gk hb hf ik is ivs kb kd kda kk kkt klg ks
ksc ky lc lp mb nuf opc ou pc pfa psc pt rt sa saa sab sagl sal sas sau sc sca sci scop scp scs se sf sha sia sicav sl
slu snc spa sti tmi ua ug vos yk
ад ао ат ет ип кд пат сд фоп чп чуп
αε εε οε
"""
"""Letters with other meanings too: a legal form only at the end of a name."""

COMPANY = """
cia cie co companhia compagnie compania company cos gesellschaft maatschappij mij kompania
компания фирма कंपनी कम्पनी חברה شركة شرکت
"""
"""What only says that it is a company: dropped, but what stands behind it may be the rest of the name."""

FRONT = """
ab as bv cv nv ou oy pt sa sarl sia uab
ooo oao zao pao ад ао ат еад еоод ет зао ип кд нао оао оод ооо пао пат прат сд тов тоо фоп
"""
"""Those that begin names; a short one only where no other legal form ends the name."""

BESIDE = "tbk persero"
"""What Indonesian companies have at the end beside PT in front."""

LINKS = "and und et en og och the и і та και और एवं و"
"""What & stands for, and the article."""

WRITTEN_OUT = """
p ltd; p limited; limited liability company; limited liability partnership; limited partnership; private limited;
public limited company; proprietary limited; company limited; joint stock company; private company limited;
public joint stock company; gesellschaft mit beschränkter haftung; mit beschränkter haftung;
kommanditgesellschaft auf aktien; kg auf aktien; haftungsbeschränkt; eingetragener verein; offene handelsgesellschaft;
eingetragene genossenschaft; met beperkte aansprakelijkheid; with limited liability; besloten vennootschap;
naamloze vennootschap; société anonyme; société à responsabilité limitée; société par actions simplifiée;
société en commandite; société dite; société en nom collectif; sociedad anónima; sociedad limitada;
sociedad de responsabilidad limitada; de capital variable; sa de cv; sab de cv; s de rl de cv; s de rl;
sociedade anónima; sociedade por quotas; sociedad por acciones simplificada; s en c; società per azioni;
società a responsabilità limitata; società in nome collettivo; sp zoo; sp z oo; sp k; sp j; sp p; sp zoo sp k;
spolka zoo; spol sro; spółka z ograniczoną odpowiedzialnością; spółka akcyjna; spółka jawna; spółka komandytowa;
akciová společnost; společnost s ručením omezeným; spoločnosť s ručením obmedzeným; korlátolt felelősségű társaság;
drustvo s ogranicenom odgovornoscu; društvo z omejeno odgovornostjo; societate cu răspundere limitată;
uždaroji akcinė bendrovė; sabiedrība ar ierobežotu atbildību; akciju sabiedrība; anonim şirketi; limited şirketi;
ltd şti; kabushiki kaisha; kabushiki gaisha; yugen kaisha; godo kaisha; công ty tnhh; công ty cổ phần;
sendirian berhad; perseroan terbatas; private ltd; unlimited company; общество с ограниченной ответственностью;
акционерное общество; публичное акционерное общество; закрытое акционерное общество; открытое акционерное общество;
индивидуальный предприниматель; товариство з обмеженою відповідальністю; приватне акціонерне товариство;
акціонерне товариство; дружество с ограничена отговорност; еднолично дружество с ограничена отговорност;
акционерно дружество; еднолично акционерно дружество; едноличен търговец; командитно дружество; събирателно дружество;
друштво са ограниченом одговорношћу; ανώνυμη εταιρεία; ανώνυμος εταιρεία; εταιρεία περιορισμένης ευθύνης;
ιδιωτική κεφαλαιουχική εταιρεία; प्राइवेट लिमिटेड; प्रा लि; पब्लिक लिमिटेड; ذات مسؤولية محدودة;
ذات المسؤولية المحدودة; شركة مساهمة; المساهمة العامة; مساهمة عامة; سهامی خاص; سهامی عام; با مسئولیت محدود
"""
"""Several words, parted by semicolons."""

UNSPACED = """
有限责任公司 股份有限公司 有限公司 有限責任公司 股份公司 株式会社 株式會社 有限会社 合同会社 合資会社 合名会社
(株) (有) (同) 주식회사 유한회사 유한책임회사 (주) (유) บริษัท จำกัด มหาชน
"""
"""In scripts that part no words: taken out of the middle of them."""
