"""First and family names of many origins and lengths; the sample school pairs them by chance."""

GIVEN = tuple(
    """
Ada Adaeze Agnieszka Ahmed Aisha Akira Alasdair Alba Aleksander Alexandra Amara Amelia Amina Ananya
Anders Angharad Anh Anja Anton Aoife Arjun Arthur Astrid Aurélie Ayumi Beatriz Benedikt Bilal Björn
Blessing Bogdan Brigitte Caitlin Callum Camille Chidi Chiara Chloë Christopher Ciarán Clara Cosmin
Dafydd Daisuke Dalia Danylo Daphne Deepak Dilara Dmytro Dylan Ebony Edith Efua Eilidh Elif Elijah
Emeka Emilia Enrique Esra Esther Ewan Fatima Felix Femi Finlay Florence Francesca Freya Gabriel
Georgia Giulia Grace Guillermo Gwen Hana Harriet Hassan Hawa Hélène Henrik Hikaru Hugo Ibrahim Ida
Imani Indira Ines Ingrid Io Isaac Isla Ivan Iván Jacek Jamal Jasmine Javier Jesús Jia Joanna Johannes
José Joyce Jun Kacper Kai Kamala Karolína Kateryna Keiko Khadija Kieran Kofi Kwame Laila Lars Layla
Leila Leonor Liam Linh Luca Lucía Ludovic Maëlle Magdalena Maja Malik Manon Mariam Marlon Mateo
Matilda Maximilian Mehmet Mei Meriem Milan Mina Mohammed Morwenna Nadia Naledi Naomi Natalia Ngozi
Niamh Nikhil Noor Nuala Obinna Oisín Oleksandra Oliver Olumide Omar Oona Orla Oskar Otto Parisa Paweł
Penelope Philippa Piotr Priya Quentin Rafael Rahul Ravi Rebecca Rhiannon Rohan Róisín Rosa Rowan Ruth
Sagal Saoirse Sakura Samuel Sanjay Santiago Saskia Sebastián Selin Seren Shanelle Shirin Siân Simone
Sofia Solomon Søren Stefan Stella Sunniva Tadeusz Tamsin Tanvi Tariq Temitope Teodora Thandiwe Theo
Thomas Tomás Tove Tuấn Ulrike Uma Valentina Vasiliki Victoria Vihaan Vikram Wanjiru Wei Wiktoria
William Xanthe Xin Yael Yan Yara Yasmin Yiannis Yolanda Youssef Yuki Zainab Zara Zoë Zofia
""".split()
)

FAMILY = tuple(
    each.strip()
    for each in """
Abara, Abubakar, Achterberg, Adeyemi, Ahmadi, Akhtar, Almeida da Cunha, Ananthakrishnan, Andersen,
Appiah-Mensah, Asante, Ashworth, Azevedo, Bachmann, Bakare, Banerjee, Baptiste, Bartholomew, Beaumont,
Begum, Bianchi, Björnsdóttir, Błaszczyk, Bose, Bright, Brännström, Calloway, Campbell, Cartwright,
Castellanos, Chaudhry, Chen, Chukwu, Clarke, Costa, Craddock, Cruz, Czerny, Dalgaard, Daniels, Das,
de Vries, Demir, Desai, Diallo, Dimitrova, Do, Dubois, Duffy, Eberhardt, Edwards, Eklund, Ellis,
El-Sayed, Eriksen, Estrada, Evans, Faulkner, Fernández Ortiz, Fischer, Fitzgerald, Foley, Fraser,
Fujimoto, Gallagher, García, Ghosh, Goldberg, Gomes, Grabowski, Green, Griffiths, Grünwald, Gupta,
Haddad, Hall, Hargreaves, Hassan, Hayashi, Henriksson, Ho, Hoang, Horvat, Hughes, Hussain, Ibáñez, Ito,
Iyer, Jankowski, Jensen, Jones, Joshi, Kamara, Kapoor, Karlsson, Kaur, Keller, Khalil, Kimura, King,
Kovalenko, Kowalczyk, Kumar, Lambert, Le, Lefèvre, Lehtonen, Li, Lim, Lindqvist, Lópezhermoso, Lowe,
MacDonald, Maguire, Mahmood, Marchetti, Markovic, Martin, Mbeki, McAllister, Mehta, Mendes, Meyer, Mills,
Moreau, Moyo, Mukherjee, Murphy, Nakamura, Ndlovu, Neumann, Ng, Nguyễn, Nielsen, Novák, O’Brien,
O’Sullivan, Obi, Ogunleye, Okafor, Okonkwo-Bright, Olsen, Osei, Owusu, Ozturk, Pak, Palmer, Papadopoulos,
Park, Patel, Pereira, Petrov, Pham, Pietrzak, Popescu, Prakash, Quaye, Quinn, Rahman, Ramírez, Rao,
Rasmussen, Reid, Reyes, Richards, Rossi, Rowntree, Ruiz, Sahin, Saito, Salazar, Santos, Sato,
Schneider, Scott, Sharma, Shevchenko, Silva, Singh, Sithole, Smith, Sokolov, Sørensen, Stewart, Suzuki,
Szabó, Tanaka, Taylor, Tembo, Thackeray-Worthington, Thomas, Thorpe, Toledo, Tran, Traoré, Turner, Uddin,
Underwood, van den Berg, Vargas, Vega, Virtanen, Vogel, Wade, Walker, Wang, Weber, White, Williams,
Wiśniewski, Wolf, Wong, Wright, Xu, Yamamoto, Yang, Yilmaz, Young, Zając, Zhang, Zieliński, Zimmermann
""".replace("\n", " ").split(",")
)
